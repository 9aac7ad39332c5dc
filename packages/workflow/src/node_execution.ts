import type { JsonObject, JsonValue } from './document.ts'
import type { Effect } from './node_type.ts'

/** Why a node did not come to its end. */
export interface NodeFailure {
  message: string
  /** Stable, for programs: `timeout`, `http_status`. */
  code: string
  /** What can be done about it. */
  hint?: string
  /** The port or config field that it is about. */
  field?: string
  details?: JsonValue
  /** What asking models took before it failed; `usage` and `cost` are as a node puts them out. */
  spent?: { usage: JsonObject; cost: number | null }
}

/** A failure with the place in the run where it happened. */
export interface ExecutionError extends NodeFailure {
  node_id?: string
  path?: string
}

export type NodeStatus =
  | 'pending'
  | 'running'
  | 'completed'
  | 'failed'
  | 'skipped'
  | 'cancelled'
  | 'waiting'
  | 'retrying'

/** A step that a node took, once and for all. */
export interface NodeStep {
  name: string
  status: 'running' | 'completed' | 'failed'
  effect: Effect
  started_at: string
  completed_at: string | null
  duration_ms: number | null
  /** What it is to do, as the node says it. */
  info: JsonValue
  value: JsonValue
  error: NodeFailure | null
}

/** What became of one node in one frame. Times are ISO 8601. */
export interface NodeExecution {
  node_id: string
  /** Frame path and node id: `each[0]/sum`; also its key. */
  path: string
  status: NodeStatus
  started_at: string | null
  completed_at: string | null
  duration_ms: number | null
  attempts: number
  inputs: JsonObject
  /** Live ports only. */
  outputs: JsonObject
  error: ExecutionError | null
  /** Why it was skipped. */
  reason: string | null
  logs: { at: string; level: 'debug' | 'info' | 'warn' | 'error'; message: string; data?: JsonValue }[]
  /** Of the last try, in the order in which they began. */
  steps: NodeStep[]
}
