import type { Effect, JsonObject, JsonValue } from '@llamanexus/workflow'
import type { NodeServices } from './node_services.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Says why a node was started again after it gave up its place with `suspend`. */
export type Wake =
  /** `suspended_at` and `at` are milliseconds since the epoch. */
  | { reason: 'timer'; suspended_at: number; at: number }
  | { reason: 'signal'; suspended_at: number; at: number; data: JsonValue }

export interface StepOptions {
  /** What doing it twice does to the world. Default `unsafe`: begun and not ended when the process dies, it makes the run ask a person. */
  effect?: Effect
  /** What is to be done, for screens: shown from the step's beginning. */
  info?: JsonValue
}

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
  /** Starts of the node: 1 for the first; a restart after a crash counts too. */
  readonly attempt: number
  /** Tries that failed before this one: the same over restarts. */
  readonly failures: number
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
  /**
   * Performs once and remembers: after a restart, a takeover or a wake the recorded value is answered and `perform` is
   * not called. All that came before is durable before a step that is not pure begins, and the value is durable before
   * it is answered. What `perform` throws is passed on and not remembered, and another try starts with no steps. Names
   * are unique within a node: what follows from the same values must ask for the same steps. Throws `NodeError`:
   * `step_repeated`, `step_invalid` (the value is no JSON or too large), `aborted`.
   */
  step<T extends JsonValue>(name: string, perform: () => T | Promise<T>, options?: StepOptions): Promise<T>
  /** Evaluates a bare expression in this node's scope plus `locals`. Synchronous for plain property paths. Throws `NodeError` `expression_failed`. */
  evaluate(expression: string, locals?: JsonObject): JsonValue | Promise<JsonValue>
  /** Evaluates a bare expression once for each item, with `item`, `index` and `items` in scope. Off the main thread when it is long. */
  evaluateEach(expression: string, items: readonly JsonValue[]): JsonValue[] | Promise<JsonValue[]>
}
