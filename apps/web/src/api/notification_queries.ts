import { routes } from '@llamanexus/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from './api_context.tsx'

const notificationsKey = ['notifications'] as const
/** How soon a new one is seen; the answer is a few rows. */
const EVERY_MS = 5000

/** What workflows told people, newest first, asked again and again while the page is looked at. */
export const useNotifications = () => {
  const { call } = useApi()
  return useQuery({
    queryKey: notificationsKey,
    queryFn: ({ signal }) => call(routes.listNotifications, { query: { limit: 50 }, signal }),
    refetchInterval: EVERY_MS,
    retry: false,
  })
}

/** Marks those named as read, or all of them. */
export const useReadNotifications = () => {
  const { call } = useApi()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (ids?: string[]) => call(routes.readNotifications, { body: ids ? { ids } : {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: notificationsKey }),
  })
}
