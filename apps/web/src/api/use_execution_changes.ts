import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useApi } from './api_context.tsx'

interface ExecutionChangesOptions {
  workflowIds: readonly string[]
  /** What is read again. */
  queryKey: readonly unknown[]
}

/** Reads lists again when a run of one of the workflows starts or ends, at most twice a second. */
export const useExecutionChanges = ({ workflowIds, queryKey }: ExecutionChangesOptions): void => {
  const { socket } = useApi()
  const queries = useQueryClient()
  // By what they hold: a list that was read again is another list of the same ids.
  const ids = workflowIds.join(' ')
  const key = JSON.stringify(queryKey)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        void queries.invalidateQueries({ queryKey: JSON.parse(key) as unknown[] })
      }, 500)
    }
    const ways = ids
      .split(' ')
      .filter((id) => id !== '')
      .map((id) =>
        socket.subscribe(`workflow:${id}`, {
          onExecution: refresh,
          onCatchingUp: refresh,
          onReconnect: refresh,
        }),
      )
    return () => {
      clearTimeout(timer)
      for (const leave of ways) leave()
    }
  }, [socket, queries, ids, key])
}
