import type { Effect, JsonObject, JsonValue } from '@llamanexus/workflow'
import type { NodeFailure } from '../log.ts'

export type NodeStatus =
  | 'pending'
  | 'running'
  | 'completed'
  | 'failed'
  | 'skipped'
  | 'cancelled'
  | 'waiting'
  | 'retrying'

/** A step of the node's last try. */
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

/** What became of one node in one frame; the shape that the API shows. */
export interface NodeExecution {
  node_id: string
  /** Frame path and node id: `each[0]/sum`. */
  path: string
  status: NodeStatus
  started_at: string | null
  completed_at: string | null
  duration_ms: number | null
  attempts: number
  inputs: JsonObject
  /** Live ports only. */
  outputs: JsonObject
  error: (NodeFailure & { node_id?: string; path?: string }) | null
  /** Why it was skipped. */
  reason: string | null
  logs: { at: string; level: 'debug' | 'info' | 'warn' | 'error'; message: string; data?: JsonValue }[]
  /** In the order in which they began. */
  steps: NodeStep[]
}

export const newNodeExecution = (nodeId: string, path: string): NodeExecution => ({
  node_id: nodeId,
  path,
  status: 'pending',
  started_at: null,
  completed_at: null,
  duration_ms: null,
  attempts: 0,
  inputs: {},
  outputs: {},
  error: null,
  reason: null,
  logs: [],
  steps: [],
})
