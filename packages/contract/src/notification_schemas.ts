import { Type } from 'typebox'

/** What a workflow told people in the app. */
export interface Notification {
  id: string
  /** 1, 2, 3 …, never given twice; a number is missing where one was deleted. */
  seq: number
  level: 'info' | 'success' | 'warning' | 'error'
  /** May be empty. */
  title: string
  message: string
  workflow_id: string
  execution_id: string
  node_id: string
  created_at: string
  /** Null while it is unread. */
  read_at: string | null
}

export interface NotificationPage {
  items: Notification[]
  total: number
  /** Of all, not of the page. */
  unread: number
  limit: number
  offset: number
}

export const NotificationPageSchema = Type.Unsafe<NotificationPage>(
  Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        seq: Type.Integer({ description: 'Goes up; `after` of the channel `notifications` takes it' }),
        level: Type.String(),
        title: Type.String(),
        message: Type.String(),
        workflow_id: Type.String(),
        execution_id: Type.String(),
        node_id: Type.String(),
        created_at: Type.String(),
        read_at: Type.Union([Type.String(), Type.Null()]),
      }),
    ),
    total: Type.Integer(),
    unread: Type.Integer(),
    limit: Type.Integer(),
    offset: Type.Integer(),
  }),
)
