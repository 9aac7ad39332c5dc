import type { JsonValue } from '@llamanexus/workflow'
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { useApi } from '../api/api_context.tsx'
import { useConnection, useDocument, useNode } from '../document/editor_context.tsx'
import { type ConnectionRun, connectionRunOf } from './connection_run.ts'
import type { NodeRun } from './node_run.ts'
import { createRunStore, type RunState, type RunStore } from './run_store.ts'

const RunContext = createContext<RunStore | undefined>(undefined)

/** Holds the run that the editor below shows. */
export const RunProvider = ({ children, store }: { children: ReactNode; store?: RunStore }) => {
  const api = useApi()
  const own = useMemo(() => store ?? createRunStore({ api }), [api, store])
  useEffect(() => () => own.dispose(), [own])
  return <RunContext.Provider value={own}>{children}</RunContext.Provider>
}

export const useRunStore = (): RunStore => {
  const store = useContext(RunContext)
  if (!store) throw new Error('There is no run above this component: wrap it in <RunProvider>.')
  return store
}

/** Part of the run. `records` is changed in place: select `version` too when reading from it. */
export const useRun = <T,>(selector: (state: RunState) => T): T => useStore(useRunStore(), selector)

/** What the run shown has made of a node; undefined where it did not get to. Renders only when that changes. */
export const useNodeRun = (nodeId: string): NodeRun | undefined => {
  const store = useContext(RunContext) ?? nothing
  return useStore(store, (state) => state.nodes.get(nodeId))
}

/** What went over a connection in the run shown. */
export const useConnectionRun = (connectionId: string): ConnectionRun | undefined => {
  const connection = useConnection(connectionId)
  const source = useNodeRun(connection?.source_node ?? '')
  const target = useNodeRun(connection?.target_node ?? '')
  const parent = useNode(connection?.target_node ?? '')?.parent
  return useMemo(
    () =>
      connection &&
      connectionRunOf({
        connection,
        source,
        target,
        isFromContainer: parent !== undefined && parent === connection.source_node,
      }),
    [connection, source, target, parent],
  )
}

/** The last value that went through a port in the run shown; undefined where none did. */
export const usePortValue = ({ node, port, is_input: isInput }: PortOfRun): JsonValue | undefined => {
  const store = useContext(RunContext) ?? nothing
  const source = useDocument(({ connections }) =>
    Object.values(connections).find((one) => isInput && one.target_node === node && one.target_port === port),
  )
  const run = useNodeRun(node)
  const sourceRun = useNodeRun(source?.source_node ?? '')
  const given = useStore(store, ({ records }) => records?.by_path.get(run?.path ?? '')?.inputs[port])
  if (!isInput) return run?.outputs[port]
  return given ?? sourceRun?.outputs[source?.source_port ?? '']
}

interface PortOfRun {
  node: string
  port: string
  is_input: boolean
}

/** A canvas without a run above it, as in a preview, shows none. */
const nothing = createStore<Pick<RunState, 'nodes' | 'records'>>(() => ({ nodes: new Map(), records: null }))
