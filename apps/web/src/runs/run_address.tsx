import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { useEditor, useSession } from '../document/editor_context.tsx'
import { useRun, useRunStore } from './run_context.tsx'

interface RunAddressProps {
  workflowId: string
  /** The run that the address names. */
  executionId: string | undefined
}

/**
 * Keeps the address and what is shown in step, so that a link leads to a node, a run or an iteration:
 * `/workflows/w/executions/e?path=each[0]/sum&node=sum`.
 */
export const RunAddress = ({ workflowId, executionId }: RunAddressProps) => {
  const { document, session, canvas } = useEditor()
  const store = useRunStore()
  const [, navigate] = useLocation()
  const shown = useRun((state) => state.header?.id)
  const path = useRun((state) => state.path)
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
    if (executionId === undefined || store.getState().header?.id === executionId) return
    const wanted = new URLSearchParams(location.search).get('path')
    const show = async () => {
      await store.follow(executionId)
      session.setState({ is_bottom_open: true })
      if (wanted !== null) store.showPath(wanted)
    }
    void show()
  }, [store, session, executionId])

  useEffect(() => {
    // Until the run of the address is read, the address is right and the screen is not.
    if (shown === undefined && executionId !== undefined && store.getState().version === 0) return
    const base = `/workflows/${workflowId}`
    const query = new URLSearchParams({
      ...(path === null ? {} : { path }),
      ...(inspected === undefined ? {} : { node: inspected }),
    }).toString()
    const address = `${shown === undefined ? base : `${base}/executions/${shown}`}${query === '' ? '' : `?${query}`}`
    if (address !== `${location.pathname}${location.search}`) navigate(address, { replace: true })
  }, [store, navigate, workflowId, executionId, shown, path, inspected])

  return null
}
