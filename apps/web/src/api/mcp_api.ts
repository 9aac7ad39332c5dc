import { type Body, type Reply, routes } from '@llamanexus/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from './api_context.tsx'
import { queryKeys } from './query_keys.ts'

export type McpServer = Reply<typeof routes.listMcpServers>['items'][number]
export type McpServerDraft = Body<typeof routes.putMcpServer>

/** Milliseconds after which a page that shows servers looks at them again: a file or a call may have changed them. */
const LOOK_AGAIN_MS = 3_000

/** The servers that are set up. Asking connects to none of them. `follow` keeps what is shown up to date. */
export const useMcpServers = ({ follow = false }: { follow?: boolean } = {}) => {
  const { call } = useApi()
  return useQuery({
    queryKey: queryKeys.mcpServers,
    queryFn: ({ signal }) => call(routes.listMcpServers, { query: { limit: 200 }, signal }),
    ...(follow && { refetchInterval: LOOK_AGAIN_MS }),
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
