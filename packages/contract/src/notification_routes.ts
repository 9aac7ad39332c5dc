import { Type } from 'typebox'
import { NotificationPageSchema } from './notification_schemas.ts'
import { route } from './route.ts'
import { Id, Paging } from './schemas.ts'

/** What workflows told people in the app. */
export const notificationRoutes = {
  listNotifications: route({
    id: 'listNotifications',
    method: 'GET',
    path: '/notifications',
    summary: 'List what workflows told people in the app, newest first',
    tag: 'notifications',
    query: Type.Object({
      ...Paging,
      unread: Type.Optional(Type.Boolean({ description: 'Only what nobody has read' })),
    }),
    replies: { 200: NotificationPageSchema },
    problems: [400],
  }),
  readNotifications: route({
    id: 'readNotifications',
    method: 'POST',
    path: '/notifications/read',
    summary: 'Mark notifications as read: those named, or all of them',
    tag: 'notifications',
    body: Type.Object({ ids: Type.Optional(Type.Array(Type.String(), { maxItems: 1000 })) }),
    replies: { 200: Type.Object({ unread: Type.Integer() }) },
    problems: [400, 413, 415],
  }),
  deleteNotification: route({
    id: 'deleteNotification',
    method: 'DELETE',
    path: '/notifications/{id}',
    summary: 'Delete a notification',
    tag: 'notifications',
    params: Type.Object({ id: Id }),
    replies: { 204: Type.Null() },
    problems: [404],
  }),
} as const
