import { type ApprovalDecision, type Query, routes } from '@llamanexus/contract'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useApi } from './api_context.tsx'
import { queryKeys } from './query_keys.ts'

export type ApprovalQuery = NonNullable<Query<typeof routes.listApprovals>>

/** Approvals as they come and go; the open ones unless the query says otherwise. */
export const useApprovals = (query: ApprovalQuery, isEnabled = true) => {
  const { call } = useApi()
  useApprovalChanges(isEnabled)
  return useQuery({
    queryKey: [...queryKeys.approvals, query],
    queryFn: ({ signal }) => call(routes.listApprovals, { query, signal }),
    enabled: isEnabled,
    // While nobody looked, nobody heard of changes.
    staleTime: 0,
    placeholderData: keepPreviousData,
  })
}

const countQuery: ApprovalQuery = { limit: 1 }

/** How many wait for an answer; undefined until it is known. */
export const useOpenApprovals = (): number | undefined => useApprovals(countQuery).data?.total

export const useDecideApproval = () => {
  const { call } = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, ...body }: ApprovalDecision & { id: string }) =>
      call(routes.decideApproval, { params: { id }, body }),
    // Also where somebody was faster: the list then shows who.
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.approvals }),
  })
}

/** Reads them again when one changes, wherever that was done. */
const useApprovalChanges = (isEnabled: boolean): void => {
  const { socket } = useApi()
  const queries = useQueryClient()
  useEffect(() => {
    if (!isEnabled) return
    const refresh = () => void queries.invalidateQueries({ queryKey: queryKeys.approvals })
    return socket.subscribe('approvals', {
      onApproval: refresh,
      // What came between reading the list and listening shows in the number of those that wait.
      onOpenApprovals(open) {
        const known = queries.getQueryData<{ total: number }>([...queryKeys.approvals, countQuery])
        if (known?.total !== open) refresh()
      },
      onCatchingUp: refresh,
      onReconnect: refresh,
    })
  }, [socket, queries, isEnabled])
}
