import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useApi } from '../api/api_context.tsx'
import { queryKeys } from '../api/query_keys.ts'
import { useOpenRun } from '../versions/use_open_run.ts'
import { useVersionView } from '../versions/version_view.tsx'
import { useRunStore } from './run_context.tsx'

/** Runs that others or triggers start appear by themselves: on an empty canvas at once, else behind a notice. */
export const useLiveRuns = (workflowId: string): void => {
  const { socket } = useApi()
  const { session } = useVersionView().shown
  const openRun = useOpenRun()
  const store = useRunStore()
  const queries = useQueryClient()

  useEffect(() => {
    const known = new Set<string>()
    const refresh = () => void queries.invalidateQueries({ queryKey: queryKeys.executions(workflowId) })
    return socket.subscribe(`workflow:${workflowId}`, {
      onReconnect: refresh,
      onExecution: ({ id }) => {
        refresh()
        const isNews = !known.has(id)
        known.add(id)
        const { header, is_starting } = store.getState()
        const shown = header?.id
        if (!isNews || is_starting || shown === id) return
        const show = (open: (id: string) => Promise<void>) => {
          session.setState({ is_bottom_open: true })
          void open(id)
        }
        if (shown === undefined) show(store.follow)
        else session.notify('Another run has started', { label: 'Show', perform: () => show(openRun) })
      },
    })
  }, [socket, session, store, queries, workflowId, openRun])
}
