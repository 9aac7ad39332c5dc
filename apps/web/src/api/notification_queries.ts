import { type Notification, type NotificationPage, routes } from '@llamanexus/contract'
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useApi } from './api_context.tsx'

const notificationsKey = ['notifications'] as const
const SHOWN = 50
const UNTIL_LISTED_MS = 5_000

/** What workflows told people, newest first; a new one is there as soon as it is told. */
export const useNotifications = () => {
  const { call } = useApi()
  const list = useQuery({
    queryKey: notificationsKey,
    queryFn: ({ signal }) => call(routes.listNotifications, { query: { limit: SHOWN }, signal }),
    // What changes is pushed, and what was missed is caught up with.
    staleTime: Number.POSITIVE_INFINITY,
    // Until there is a list, there is nothing to go on from.
    refetchInterval: ({ state }) => (state.data === undefined ? UNTIL_LISTED_MS : false),
  })
  useArrivals(list.data !== undefined)
  return list
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

/** Goes on after the newest one of the list, so that none is lost between reading it and listening. */
const useArrivals = (isListed: boolean): void => {
  const { socket } = useApi()
  const client = useQueryClient()
  useEffect(() => {
    if (!isListed) return
    const newest = listed(client)?.items[0]?.seq ?? 0
    return socket.subscribe(
      'notifications',
      {
        onNotification: (added, unread) => put(client, added, unread),
        onUnread(unread) {
          if (unread !== listed(client)?.unread) void client.invalidateQueries({ queryKey: notificationsKey })
        },
      },
      newest,
    )
  }, [socket, client, isListed])
}

const listed = (client: QueryClient) => client.getQueryData<NotificationPage>(notificationsKey)

const put = (client: QueryClient, added: Notification, unread: number): void => {
  client.setQueryData<NotificationPage>(notificationsKey, (page) => {
    if (!page || page.items.some(({ id }) => id === added.id)) return page
    return { ...page, items: [added, ...page.items].slice(0, SHOWN), total: page.total + 1, unread }
  })
}
