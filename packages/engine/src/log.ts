import type { Source, Wake } from '@llamanexus/node-sdk'
import type {
  EventType,
  ExecutionError,
  JsonObject,
  JsonValue,
  NodeFailure,
  StepEvent,
} from '@llamanexus/workflow'

/**
 * What can be read in a run's log. One append-only, gapless log per run serves as the engine's journal (replay reads
 * the entries that completed nodes) and as the event log (screens read all of it).
 */
export type LogType = EventType

export interface LogEntry<T extends LogType = LogType> {
  /** 1, 2, 3 … without a gap. */
  seq: number
  type: T
  execution_id: string
  node_id?: string
  /** Frame path and node id: `each[0]/sum`. */
  path?: string
  /** ISO 8601 with milliseconds. */
  at: string
  data: LogData[T]
}

export interface LogData {
  execution_started: { workflow_id: string; workflow_version: number; trigger_node: string | null }
  /** `inputs`: the values that came from expressions; those that came over a connection are the source's output. */
  node_started: {
    attempt: number
    inputs?: JsonObject
    /** By `many` port: the connections that were live, in the order of their values. */
    sources?: Record<string, Source[]>
    /** Why it was started again after `node_waiting`. */
    wake?: Wake
  }
  node_progress: { done: number; message?: string }
  node_output: { text: string; port?: string; attempt: number }
  node_log: { level: 'debug' | 'info' | 'warn' | 'error'; message: string; data?: JsonValue }
  /** A step of a node. */
  node_step: StepEvent
  /** `outputs` holds the live ports only; a port of the type that is missing is dead. */
  node_completed: { outputs: JsonObject; attempt: number; duration_ms: number; error?: NodeFailure }
  /** Failed for good: no try is left. */
  node_failed: { error: NodeFailure; attempt: number; duration_ms: number }
  node_skipped: { reason: string }
  /** `until`: ISO 8601, when the next try starts. */
  node_retrying: { error: NodeFailure; attempt: number; until: string }
  /**
   * Waits for a timer (`until`), a signal (`signal`), or both. `at_ms` is when it gave up its place; `person`: somebody
   * is to answer, and the time does not count against the node's limit.
   */
  node_waiting: { until?: string; signal?: string; person?: true; at_ms: number }
  /** `steps`: those that had begun and not ended, where it was for them that a node must not run again unasked. */
  execution_paused: {
    reason: 'requested' | 'unsafe_interrupted'
    nodes?: string[]
    steps?: { path: string; name: string }[]
  }
  execution_resumed: { reason: 'requested' | 'restart' }
  execution_completed: { final_output: JsonValue; duration_ms: number }
  execution_failed: { error: ExecutionError; duration_ms: number }
  execution_cancelled: { duration_ms: number }
}
