import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { NodeServices } from './node_services.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Says why a node was started again after it gave up its place with `suspend`. */
export type Wake =
  /** `suspended_at` and `at` are milliseconds since the epoch. */
  | { reason: 'timer'; suspended_at: number; at: number }
  | { reason: 'signal'; suspended_at: number; at: number; data: JsonValue }

/** Where one value of a `many` port came from. */
export interface Source {
  node: string
  port: string
}

/** What an executor is given beside its config and inputs: nothing global, nothing it did not ask for. */
export interface NodeContext<Uses extends keyof NodeServices = never> {
  readonly execution_id: string
  readonly workflow_id: string
  readonly node_id: string
  /** Frame path and node id, `each[0]/sum`. */
  readonly path: string
  /** 1 for the first try. */
  readonly attempt: number
  /** `execution:frame path:node`; the same over attempts, restarts and takeovers. */
  readonly idempotency_key: string
  readonly signal: AbortSignal
  /** Absent on the first start. */
  readonly wake?: Wake
  /** By `many` port: the sources of its values, in the same order. */
  readonly sources: Readonly<Record<string, readonly Source[]>>
  readonly services: Pick<NodeServices, Uses>
  /** Milliseconds since the epoch. */
  now(): number
  /** Share done, 0 to 1. */
  progress(done: number, message?: string): void
  /** Streams a piece of an output as it comes to be; the piece is shown, the final output is what counts. */
  emit(text: string, port?: string): void
  log(level: LogLevel, message: string, data?: JsonValue): void
  /** Evaluates a bare expression in this node's scope plus `locals`. Synchronous for plain property paths. Throws `NodeError` `expression_failed`. */
  evaluate(expression: string, locals?: JsonObject): JsonValue | Promise<JsonValue>
  /** Evaluates a bare expression once for each item, with `item`, `index` and `items` in scope. Off the main thread when it is long. */
  evaluateEach(expression: string, items: readonly JsonValue[]): JsonValue[] | Promise<JsonValue[]>
}
