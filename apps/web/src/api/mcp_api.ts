import { type Body, type Reply, routes } from '@llamanexus/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from './api_context.tsx'
import { queryKeys } from './query_keys.ts'

export type McpServer = Reply<typeof routes.listMcpServers>['items'][number]
export type McpServerDraft = Body<typeof routes.putMcpServer>

/** The servers that are set up. Asking connects to none of them. */
export const useMcpServers = () => {
  const { call } = useApi()
  return useQuery({
    queryKey: queryKeys.mcpServers,
    queryFn: ({ signal }) => call(routes.listMcpServers, { query: { limit: 200 }, signal }),
  })
}

export const useSaveMcpServer = () => {
  const { call } = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ name, draft }: { name: string; draft: McpServerDraft }) =>
      call(routes.putMcpServer, { params: { name }, body: draft }),
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.mcpServers }),
  })
}

export const useDeleteMcpServer = () => {
  const { call } = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => call(routes.deleteMcpServer, { params: { name } }),
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.mcpServers }),
  })
}

/** Connects to a server and reads its tools. */
export const useMcpTools = () => {
  const { call } = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => call(routes.listMcpTools, { params: { name }, query: { limit: 200 } }),
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.mcpServers }),
  })
}
