import type { JsonValue } from '@llamanexus/workflow'

/** A run that is to be started; it is kept until that run is durable. */
export interface Firing {
  /** The id that the run will have. The same one is taken once. */
  execution_id: string
  workflow_id: string
  /** The trigger it starts at; null for the first one. */
  node_id: string | null
  /** `schedule`, `file_watch`, `event`. */
  source: string
  data: JsonValue
}

/** A file as it was when it was last dealt with. */
export interface WatchedFile {
  path: string
  /** Bytes. */
  size: number
  /** Milliseconds since the epoch, with fractions. */
  mtime: number
  inode: string
}

export interface RunEnding {
  n: number
  execution_id: string
  workflow_id: string
  status: 'completed' | 'failed' | 'cancelled'
  /** ISO 8601. */
  at: string
}

/** What is to be kept together: all of it becomes durable, or nothing. */
export interface TriggerChange {
  firings?: readonly Firing[]
  state?: { workflow_id: string; key: string; value: JsonValue }
  /** Needs a state under the same key. */
  files?: { workflow_id: string; key: string; put: readonly WatchedFile[]; gone: readonly string[] }
  /** Endings that have been dealt with, by their `n`. */
  heard?: readonly number[]
}

/**
 * What triggers remember, by workflow and key (a node's id, or a schedule's). A save of the workflow that is inactive, or
 * has no such node any more, forgets it in the same transaction.
 */
export interface TriggerStore {
  /** Writes in one transaction. A firing of which the run is there already is left out. */
  commit(change: TriggerChange): Promise<void>
  state(workflowId: string, key: string): Promise<JsonValue | undefined>
  files(workflowId: string, key: string): Promise<WatchedFile[]>
  /** Firings of which no run is known to be durable, oldest first; of one workflow, or of all. */
  pending(limit: number, workflowId?: string): Promise<Firing[]>
  /** Workflows that have such firings; the one whose oldest is the oldest of all comes first. */
  waiting(): Promise<string[]>
  /** Takes firings out whose runs are durable, or not wanted any more. */
  settle(executionIds: readonly string[]): Promise<void>
  /** Runs that have ended while an active workflow listened for events, oldest first; runs up to a node are not among them. */
  endings(limit: number): Promise<RunEnding[]>
}

/** A schedule made over the API, beside those of the workflow's nodes. */
export interface ScheduleRow {
  id: string
  workflow_id: string
  cron: string
  /** Null: the server's. */
  timezone: string | null
  missed: 'skip' | 'once' | 'all'
  trigger_node: string | null
  data: JsonValue
  active: boolean
  /** ISO 8601. */
  created_at: string
}

export interface ScheduleStore {
  /** Of a workflow, oldest first. */
  list(workflowId: string): Promise<ScheduleRow[]>
  /** Makes or replaces; a schedule that changes or rests forgets when it last fired. */
  put(schedule: ScheduleRow): Promise<void>
  delete(workflowId: string, id: string): Promise<boolean>
  /** Ids of the workflows that have any. */
  workflows(): Promise<string[]>
}
