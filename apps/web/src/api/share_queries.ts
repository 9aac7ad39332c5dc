import { routes, type ShareDraft } from '@llamanexus/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from './api_context.tsx'
import { queryKeys } from './query_keys.ts'

/** The links of a workflow, newest first. */
export const useShares = (workflowId: string) => {
  const { call } = useApi()
  return useQuery({
    queryKey: queryKeys.shares(workflowId),
    queryFn: ({ signal }) =>
      call(routes.listShares, { params: { id: workflowId }, query: { limit: 200 }, signal }),
  })
}

export const useShareWorkflow = (workflowId: string) => {
  const { call } = useApi()
  return useMutation({
    mutationFn: (body: ShareDraft) => call(routes.shareWorkflow, { params: { id: workflowId }, body }),
    onSuccess: useRefreshShares(workflowId),
  })
}

export const useRevokeShare = (workflowId: string) => {
  const { call } = useApi()
  return useMutation({
    mutationFn: (sid: string) => call(routes.revokeShare, { params: { id: workflowId, sid } }),
    // One that somebody else has ended meanwhile is gone from the list too.
    onSettled: useRefreshShares(workflowId),
  })
}

/** What a link leads to. */
export const useShared = (token: string) => {
  const { call } = useApi()
  return useQuery({
    queryKey: ['shared', token],
    queryFn: ({ signal }) => call(routes.getShare, { params: { token }, signal }),
    staleTime: 60_000,
  })
}

const useRefreshShares = (workflowId: string) => {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: queryKeys.shares(workflowId) })
}
