import { type JsonObject, portsOf, type WorkflowNode } from '@llamanexus/workflow'
import { createContext, type ReactNode, useContext, useDeferredValue, useMemo, useRef } from 'react'
import { useCatalogue, useDocument, useEditor } from '../document/editor_context.tsx'
import { useRun } from '../runs/run_context.tsx'
import { ancestorsOf, expressionScope, upstreamOf } from './expression_scope.ts'

interface InspectorScope {
  node: WorkflowNode
  /** What an expression can read, as far as the run shown knows it. */
  values: JsonObject
  /** Nodes before this one, for completion and for the list of values. */
  sources: readonly { id: string; label: string; ports: readonly string[] }[]
  /** Puts a path into the field that was used last, or copies it where there is none. */
  choosePath(path: string): void
  /** A field tells how a path is put into it when it is entered. */
  onEnterField(insert: (path: string) => void): void
}

const ScopeContext = createContext<InspectorScope | undefined>(undefined)

export const useInspectorScope = (): InspectorScope => {
  const scope = useContext(ScopeContext)
  if (!scope) throw new Error('There is no node above this field: wrap it in <ScopeProvider>.')
  return scope
}

/** Works out once for all fields of a node what their expressions can read. */
export const ScopeProvider = ({ node, children }: { node: WorkflowNode; children: ReactNode }) => {
  const { session } = useEditor()
  const nodes = useDocument((state) => state.nodes)
  const connections = useDocument((state) => state.connections)
  const variables = useDocument((state) => state.variables)
  const catalogue = useCatalogue()
  const records = useRun((state) => state.records)
  // A running workflow changes this every frame; previews may come behind the frames.
  const runs = useDeferredValue(useRun((state) => state.nodes))
  const insertRef = useRef<(path: string) => void>(undefined)

  const sources = useMemo(() => {
    const containers = ancestorsOf(node, nodes)
    const upstream = upstreamOf(node, { nodes, connections: Object.values(connections) })
    return [...containers, ...upstream].flatMap((id) => {
      const source = nodes[id]
      if (!source) return []
      const info = catalogue.get(source.type)
      const { outputs, body_outputs: inner } = portsOf(source, info)
      // Inside of a container only what it hands to its body can be read.
      const ports = (containers.includes(id) ? inner : outputs).map((port) => port.id)
      return [{ id, label: source.label ?? info?.name ?? id, ports }]
    })
  }, [node, nodes, connections, catalogue])

  const values = useMemo(
    () =>
      expressionScope({
        node,
        nodes,
        connections: Object.values(connections),
        upstream: sources.map(({ id }) => id),
        variables: { ...variables },
        run: { records, nodes: runs },
      }),
    [node, nodes, connections, sources, variables, records, runs],
  )

  const scope: InspectorScope = {
    node,
    values,
    sources,
    onEnterField: (insert) => {
      insertRef.current = insert
    },
    choosePath: (path) => {
      if (insertRef.current) return insertRef.current(path)
      void navigator.clipboard.writeText(`{{ ${path} }}`)
      session.notify(`Copied {{ ${path} }}`)
    },
  }

  return <ScopeContext.Provider value={scope}>{children}</ScopeContext.Provider>
}
