import type { LogLevel, NodeContext, NodeServices, StepOptions } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { ReadExpression } from './expression_cache.ts'
import type { StartedTask, Steps } from './perform_step.ts'
import type { ResolveSource } from './resolve.ts'
import { scopeFor } from './scope.ts'
import type { Resolved, Task } from './task.ts'

export interface ContextSource extends ResolveSource {
  services: NodeServices
  readExpression: ReadExpression
  step: Steps['step']
  note(
    task: Task,
    entry:
      | { type: 'node_progress'; data: { done: number; message?: string } }
      | { type: 'node_output'; data: { text: string; port?: string; attempt: number } }
      | { type: 'node_log'; data: { level: LogLevel; message: string; data?: JsonValue } },
  ): void
}

/** What an executor is given. A class, because a run makes one for each start: methods are shared, the signal is made when asked for. */
export class ExecutorContext implements NodeContext<keyof NodeServices> {
  readonly #source: ContextSource
  readonly #task: Task
  readonly #values: Resolved
  readonly attempt: number
  #start: StartedTask | undefined

  constructor(source: ContextSource, task: Task, values: Resolved) {
    this.#source = source
    this.#task = task
    this.#values = values
    this.attempt = task.attempt
  }

  get execution_id() {
    return this.#source.record.id
  }
  get workflow_id() {
    return this.#source.record.workflow_id
  }
  get node_id() {
    return this.#task.node.id
  }
  get path() {
    return this.#task.path
  }
  get failures() {
    return this.#task.failures
  }
  get idempotency_key() {
    return `${this.#source.record.id}:${this.#task.frame.prefix}:${this.#task.node.id}`
  }
  get signal() {
    this.#task.abort ??= new AbortController()
    return this.#task.abort.signal
  }
  get wake() {
    return this.#task.wake
  }
  get sources() {
    return this.#values.sources ?? {}
  }
  get services() {
    return this.#source.services
  }

  now(): number {
    return this.#source.now()
  }

  progress(done: number, message?: string): void {
    this.#source.note(this.#task, { type: 'node_progress', data: { done, ...(message && { message }) } })
  }

  emit(text: string, port?: string): void {
    const data = { text, ...(port && { port }), attempt: this.attempt }
    this.#source.note(this.#task, { type: 'node_output', data })
  }

  log(level: LogLevel, message: string, data?: JsonValue): void {
    const entry = { level, message, ...(data !== undefined && { data }) }
    this.#source.note(this.#task, { type: 'node_log', data: entry })
  }

  step<T extends JsonValue>(
    name: string,
    perform: () => T | Promise<T>,
    options: StepOptions = {},
  ): Promise<T> {
    this.#start ??= { task: this.#task, wake: this.#task.wake, names: new Set() }
    // What was recorded under the name is what `perform` gave then.
    return this.#source.step(this.#start, { name, perform, ...options }) as Promise<T>
  }

  evaluate(expression: string, locals: JsonObject = {}): JsonValue | Promise<JsonValue> {
    const scope = this.#scopeOf(expression)
    return this.#source.expressions.evaluate(expression, Object.assign(scope, locals), this.#limits())
  }

  evaluateEach(expression: string, items: readonly JsonValue[]): JsonValue[] | Promise<JsonValue[]> {
    return this.#source.expressions.evaluateEach(expression, items, this.#scopeOf(expression), this.#limits())
  }

  #scopeOf(expression: string): JsonObject {
    if (this.#values.untrusted?.has(expression)) return {}
    const reads = this.#source.readExpression(expression)
    return scopeFor(this.#source, this.#task.frame, this.#values.inputs, reads)
  }

  /** Only a node that asked for its signal, or has a time limit, has one to hand on. */
  #limits() {
    return this.#task.abort ? { signal: this.#task.abort.signal } : {}
  }
}
