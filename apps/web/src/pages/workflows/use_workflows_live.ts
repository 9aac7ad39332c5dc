import type { WorkflowSummary } from '@llamanexus/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useApi } from '../../api/api_context.tsx'
import { queryKeys } from '../../api/query_keys.ts'

/** Reads the list again when a run of one of its workflows starts or ends, at most twice a second. */
export const useWorkflowsLive = (workflows: readonly WorkflowSummary[]): void => {
  const { socket } = useApi()
  const queries = useQueryClient()
  const ids = workflows.map((workflow) => workflow.id).join(' ')
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        void queries.invalidateQueries({ queryKey: queryKeys.workflows })
      }, 500)
    }
    const ways = ids
      .split(' ')
      .filter((id) => id !== '')
      .map((id) => socket.subscribe(`workflow:${id}`, { onExecution: refresh, onReconnect: refresh }))
    return () => {
      clearTimeout(timer)
      for (const leave of ways) leave()
    }
  }, [socket, queries, ids])
}
