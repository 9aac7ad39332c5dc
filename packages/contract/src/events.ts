import type { EventType, JsonValue } from '@llamanexus/workflow'
import type { Notification } from './notification_schemas.ts'

/** One event of a run, as it is sent and stored. */
export interface ExecutionEvent {
  /** 1, 2, 3 … without a gap within a run. */
  seq: number
  type: EventType
  execution_id: string
  node_id?: string
  /** Frame path and node id. */
  path?: string
  /** ISO 8601. */
  at: string
  data: Record<string, JsonValue>
}

/** Client to server over `/api/v1/ws`. */
export type ClientMessage =
  /**
   * Channels: `execution:{id}` and `notifications` (both with `after` to catch up), `workflow:{id}` (runs that start and
   * end), `approvals`.
   */
  | { type: 'subscribe'; channel: string; after?: number }
  | { type: 'unsubscribe'; channel: string }
  | { type: 'ping' }

/** Server to client. */
export type ServerMessage =
  | { type: 'subscribed'; channel: string }
  | { type: 'event'; channel: string; event: ExecutionEvent }
  /** A run of the workflow started or changed its status. */
  | { type: 'execution'; channel: string; execution: { id: string; workflow_id: string; status: string } }
  /** An approval was asked for, decided or closed; `open` counts those that wait now. */
  | { type: 'approval'; channel: string; approval: { id: string; status: string }; open: number }
  /** How many approvals wait, at first and after a reader was too slow: what changed before may not have been told. */
  | { type: 'approvals'; channel: string; open: number }
  /** A workflow told people something in the app; `unread` counts what nobody has read now. */
  | { type: 'notification'; channel: string; notification: Notification; unread: number }
  /** How many notifications nobody has read, at first and when one was read or deleted. */
  | { type: 'notifications'; channel: string; unread: number }
  /**
   * This reader was too slow. A channel whose messages have numbers goes on after `from`, from the store: nothing is lost.
   * Of any other, changes were left out: read the list again.
   */
  | { type: 'catching_up'; channel: string; from?: number }
  | { type: 'error'; channel?: string; code: string; message: string }
  | { type: 'pong' }
