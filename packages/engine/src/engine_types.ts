import type { ExpressionService, NodeRegistry, NodeServices } from '@llamanexus/node-sdk'
import type { JsonValue, Workflow } from '@llamanexus/workflow'
import type { Clock, ExecutionRecord, Journal, Observer } from './ports.ts'

export interface EngineLimits {
  /** Runs in flight at once. Default 256. */
  max_runs: number
  /** Nodes in flight at once in one run. Default 64. */
  max_nodes: number
  /** Runs that wait for a place. Default 10,000; past it `start` throws `EngineError` `queue_full` with `retry_after_ms`. */
  max_queued_runs: number
  /** Bytes of trigger data in the queue. Default 256 MiB. */
  max_queued_bytes: number
  /** Node completions of one run. Default 1,000,000. */
  max_node_executions: number
  /** Bytes (JSON) of one node's outputs. Default 64 MiB. */
  max_output_bytes: number
  /** A run that waits longer than this for a timer or a signal leaves memory. Default 5,000 ms. */
  park_after_ms: number
}

/** What stands behind `{{ secrets.name }}`. */
export interface SecretSource {
  /** Throws `NodeError`: `secret_unknown`, `credential_locked`. */
  resolve(name: string): Promise<string>
}

/** Strikes secrets out of everything that a run writes down or hands on. */
export interface Redaction {
  /** False: nothing can be struck out, and nothing is looked at. */
  readonly is_active: boolean
  text(text: string): string
  /** The same value where nothing was struck out. */
  json<T extends JsonValue | undefined>(value: T): T
  /** For text in pieces: what could be the start of a secret is held back until more has come. */
  stream(): { push(text: string): string; flush(): string }
}

export interface EngineOptions {
  nodes: NodeRegistry
  services: NodeServices
  expressions: ExpressionService
  journal: Journal
  clock: Clock
  observer: Observer
  /** Default: there are no secrets. */
  secrets?: SecretSource
  /** Default: nothing is struck out. */
  redaction?: Redaction
  limits?: Partial<EngineLimits>
  /** Makes the random part of backoff; `Math.random` in production. */
  random?: () => number
}

export interface StartRequest {
  /** Made by the caller; unique. */
  execution_id: string
  workflow: Workflow
  /** Which trigger fires; the first one when absent. */
  trigger_node?: string
  trigger_data: JsonValue
  until_node?: string
  source: string
  parent_id?: string
}

/** Answered to control calls: the state that came of it. */
export interface ControlResult {
  execution: ExecutionRecord
}

export interface Engine {
  /** Queues the run and returns at once. Nothing is durable before `journal.commit()`; `started` settles when it is. Throws `EngineError`: `queue_full`, `closing`, `trigger_unknown`. */
  start(request: StartRequest): { started: Promise<ExecutionRecord>; finished: Promise<ExecutionRecord> }
  /** Settles when the run has ended; at once when it already has. */
  finished(executionId: string): Promise<ExecutionRecord>
  /** Idempotent. Throws `EngineError`: `execution_unknown`, `execution_ended` (409). */
  cancel(executionId: string): Promise<ControlResult>
  pause(executionId: string): Promise<ControlResult>
  resume(executionId: string): Promise<ControlResult>
  /** Answers a node that waits for a signal (`wait_approval`). */
  signal(executionId: string, name: string, data: JsonValue): Promise<void>
  /** Takes up what a former process left; call once at start. Answers how many runs it found. */
  recover(): Promise<number>
  stats(): { running: number; queued: number; parked: number }
  /** Stops intake, lets running nodes end for at most `drain_ms`, commits, and leaves unfinished runs for the next start. */
  close(options?: { drain_ms?: number }): Promise<void>
}
