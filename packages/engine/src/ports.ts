import type { JsonValue, NodeFailure, Workflow } from '@llamanexus/workflow'
import type { LogEntry } from './log.ts'

/** The interfaces the engine needs; adapters live in `store` and in tests. */

export type ExecutionStatus = 'pending' | 'running' | 'completed' | 'failed' | 'cancelled' | 'paused'

/** One run, without its log. */
export interface ExecutionRecord {
  id: string
  workflow_id: string
  workflow_version: number
  status: ExecutionStatus
  /** The trigger node it starts at; null where the document has none. */
  trigger_node: string | null
  trigger_data: JsonValue
  /** Runs up to this node only. */
  until_node: string | null
  /** Run it was made from, by retry or fork. */
  parent_id: string | null
  /** `manual`, `webhook`, `schedule`, … */
  source: string
  /** ISO 8601. */
  started_at: string
  completed_at: string | null
  final_output: JsonValue
  error: (NodeFailure & { node_id?: string; path?: string }) | null
  /** Milliseconds since the epoch: while set, nothing is to be done before then. */
  wake_at: number | null
  /** Times this run was found unfinished at a start of the process. */
  recoveries: number
  /** Set by the API, read by the engine; durable. */
  control: 'cancel' | 'pause' | null
}

export type ExecutionUpdate = Partial<
  Pick<
    ExecutionRecord,
    'status' | 'completed_at' | 'final_output' | 'error' | 'wake_at' | 'recoveries' | 'control'
  >
>

/** The payload of a control call or an approval, kept until the run takes it. */
export interface Signal {
  name: string
  data: JsonValue
}

/** A signal as it is kept; `id` is the journal's own and unique. */
export interface StoredSignal extends Signal {
  id: number
}

/**
 * Where runs are written down. `create`, `append` and `update` only queue, in order; `commit` makes everything queued
 * so far durable, together with what other runs queued (group commit), and settles when it is. A process that dies
 * keeps a prefix of what was queued for each run.
 */
export interface Journal {
  create(execution: ExecutionRecord): void
  /** `taken`: ids of the signals whose arrival these entries record; both become durable together. */
  append(executionId: string, entries: readonly LogEntry[], taken?: readonly number[]): void
  update(executionId: string, update: ExecutionUpdate): void
  /** Rejects with `StoreError` code `disk_full` or `store_failed`; what was queued stays queued. */
  commit(): Promise<void>

  load(executionId: string): Promise<ExecutionRecord | undefined>
  /** The document a run was started with. */
  workflow(workflowId: string, version: number): Promise<Workflow | undefined>
  /** Entries with `seq` above `after`, in order, in pieces of bounded size. */
  read(executionId: string, after?: number): AsyncIterable<readonly LogEntry[]>
  /** Runs that are pending or running and have nothing to wait for before `now`, oldest first. */
  due(now: number, limit: number): Promise<ExecutionRecord[]>
  /** The earliest `wake_at` of all waiting runs. */
  nextWake(): Promise<number | null>
  /** Adds a signal, durable when settled. */
  signal(executionId: string, signal: Signal): Promise<void>
  /** The signals of this name that no appended entry has taken, oldest first. */
  signals(executionId: string, name: string): Promise<readonly StoredSignal[]>
}

/** Time, so that tests can own it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls back once after `ms`; the returned function takes it back. */
  after(ms: number, callback: () => void): () => void
}

/** Told of what has become durable, in log order per run; what it is told may be shown and answered. */
export interface Observer {
  committed(executionId: string, entries: readonly LogEntry[]): void
}
