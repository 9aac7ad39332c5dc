import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useApi } from '../api/api_context.tsx'
import { queryKeys } from '../api/query_keys.ts'
import { useOpenRun } from '../versions/use_open_run.ts'
import { useVersionView } from '../versions/version_view.tsx'
import { useRunStore } from './run_context.tsx'

interface LiveRunsOptions {
  workflowId: string
  /** A run of our own is being started: it is not news. */
  isStarting: boolean
}

/** Runs that others or triggers start appear by themselves: on an empty canvas at once, else behind a notice. */
export const useLiveRuns = ({ workflowId, isStarting }: LiveRunsOptions): void => {
  const { socket } = useApi()
  const { session } = useVersionView().shown
  const openRun = useOpenRun()
  const store = useRunStore()
  const queries = useQueryClient()
  const isStartingRef = useRef(isStarting)
  useEffect(() => {
    isStartingRef.current = isStarting
  }, [isStarting])

  useEffect(() => {
    const known = new Set<string>()
    const refresh = () => void queries.invalidateQueries({ queryKey: queryKeys.executions(workflowId) })
    return socket.subscribe(`workflow:${workflowId}`, {
      onReconnect: refresh,
      onExecution: ({ id }) => {
        refresh()
        const isNews = !known.has(id)
        known.add(id)
        const shown = store.getState().header?.id
        if (!isNews || isStartingRef.current || shown === id) return
        if (shown === undefined) void store.follow(id)
        else session.notify('Another run has started', { label: 'Show', perform: () => void openRun(id) })
      },
    })
  }, [socket, session, store, queries, workflowId, openRun])
}
