import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import { useEditor, useSession } from '../document/editor_context.tsx'
import { useOpenRun } from '../versions/use_open_run.ts'
import { useVersionView } from '../versions/version_view.tsx'
import { useRun, useRunStore } from './run_context.tsx'

interface RunAddressProps {
  workflowId: string
  /** The run that the address names. */
  executionId: string | undefined
}

/**
 * Keeps the address and what is shown in step, so that a link leads to a node, a run or an iteration:
 * `/workflows/w/executions/e?path=each[0]/sum&node=sum`. A run shows on the version that it ran; `canvas=current` says
 * that it was left for the current one, and `version=3` without a run names a version that is looked at.
 */
export const RunAddress = ({ workflowId, executionId }: RunAddressProps) => {
  const { document, session, canvas } = useEditor()
  const store = useRunStore()
  const [, navigate] = useLocation()
  const shown = useRun((state) => state.header?.id)
  const path = useRun((state) => state.path)
  const { live, version, look } = useVersionView()
  const openRun = useOpenRun()
  const ranVersion = useRun((state) => state.header?.workflow_version)
  const isLeft =
    useStore(live.document.state, (state) => state.server.version) !== ranVersion && version !== ranVersion
  const inspected = useSession((state) => state.inspected)

  // What the address says counts once, when the editor opens; later on the address follows.
  useEffect(() => {
    const node = new URLSearchParams(location.search).get('node')
    if (node === null || !document.state.getState().nodes[node]) return
    session.inspect(node)
    const timer = setTimeout(() => canvas.current?.fit([node]), 300)
    return () => clearTimeout(timer)
  }, [document, session, canvas])

  useEffect(() => {
    const named = Number(new URLSearchParams(location.search).get('version'))
    if (Number.isInteger(named) && named > 0) look(named)
  }, [look])

  useEffect(() => {
    if (executionId === undefined || store.getState().header?.id === executionId) return
    const query = new URLSearchParams(location.search)
    const wanted = query.get('path')
    const open = query.get('canvas') === 'current' ? store.follow : openRun
    const show = async () => {
      await open(executionId)
      session.setState({ is_bottom_open: true })
      if (wanted !== null) store.showPath(wanted)
    }
    void show()
  }, [store, session, executionId, openRun])

  useEffect(() => {
    // Until the run of the address is read, the address is right and the screen is not.
    if (shown === undefined && executionId !== undefined && store.getState().version === 0) return
    const base = `/workflows/${workflowId}`
    const query = new URLSearchParams({
      ...(path === null ? {} : { path }),
      ...(shown !== undefined && isLeft ? { canvas: 'current' } : {}),
      ...(shown === undefined && version !== undefined ? { version: String(version) } : {}),
      ...(inspected === undefined ? {} : { node: inspected }),
    }).toString()
    const address = `${shown === undefined ? base : `${base}/executions/${shown}`}${query === '' ? '' : `?${query}`}`
    if (address !== `${location.pathname}${location.search}`) navigate(address, { replace: true })
  }, [store, navigate, workflowId, executionId, shown, path, inspected, isLeft, version])

  return null
}
