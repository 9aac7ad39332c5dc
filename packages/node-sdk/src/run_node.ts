import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { LogLevel, NodeContext, Source, StepOptions, Wake } from './context.ts'
import type { NodeType, Suspension } from './define_node.ts'
import type { ExpressionService, NodeServices } from './node_services.ts'

export interface RunNodeOptions {
  services: NodeServices
  expressions: ExpressionService
  config?: JsonObject
  inputs?: JsonObject
  /** Trigger data in the scope of expressions. */
  trigger?: JsonValue
  sources?: Record<string, readonly Source[]>
  signal?: AbortSignal
  /** Answers what it waits for with a signal; undefined lets the time run out. */
  onSignal?: (name: string) => JsonValue | undefined | Promise<JsonValue | undefined>
}

/** What became of one node. */
export interface NodeRun {
  outputs: JsonObject
  logs: { level: LogLevel; message: string; data?: JsonValue }[]
  emitted: { text: string; port?: string }[]
  progress: { done: number; message?: string }[]
  /** Milliseconds of each wait it asked for; the waits themselves took no time. */
  waits: number[]
  /** In the order in which they ended. */
  steps: { name: string; value: JsonValue; options: StepOptions }[]
}

/**
 * Performs one node by itself, for tests of node types: expressions are evaluated for real, waits are over at once.
 * Rejects with what the node throws.
 */
export async function runNode(type: NodeType, options: RunNodeOptions): Promise<NodeRun> {
  const { execute } = type
  if (!execute) throw new TypeError(`${type.info.type} is performed by the engine`)
  const run: NodeRun = { outputs: {}, logs: [], emitted: [], progress: [], waits: [], steps: [] }
  const { config = {}, inputs = {} } = options
  let now = Date.UTC(2030, 0, 1)
  let wake: Wake | undefined
  for (;;) {
    const result = await execute({ config, inputs, context: makeContext(options, run, now, wake) })
    if (!isSuspension(result)) {
      const live = Object.entries(result).filter(
        (entry): entry is [string, JsonValue] => entry[1] !== undefined,
      )
      return { ...run, outputs: Object.fromEntries(live) }
    }
    const answer = result.suspend === 'signal' ? await options.onSignal?.(result.name) : undefined
    if (result.suspend === 'signal' && answer === undefined && result.until === undefined)
      throw new TypeError(`Nobody answers ${result.name}`)
    const at = result.until ?? now
    run.waits.push(at - now)
    wake =
      answer === undefined
        ? { reason: 'timer', suspended_at: now, at }
        : { reason: 'signal', suspended_at: now, at: now, data: answer }
    now = at
  }
}

function isSuspension(result: Suspension | Record<string, JsonValue | undefined>): result is Suspension {
  return typeof result['suspend'] === 'string' && ('until' in result || 'name' in result)
}

function makeContext(
  { services, expressions, inputs = {}, trigger = null, sources = {}, signal }: RunNodeOptions,
  run: NodeRun,
  now: number,
  wake: Wake | undefined,
): NodeContext<keyof NodeServices> {
  const scope = { inputs, trigger }
  return {
    execution_id: 'execution',
    workflow_id: 'workflow',
    node_id: 'node',
    path: 'node',
    attempt: 1,
    failures: 0,
    idempotency_key: 'execution::node',
    signal: signal ?? new AbortController().signal,
    sources,
    services,
    ...(wake && { wake }),
    now: () => now,
    progress: (done, message) => void run.progress.push({ done, ...(message !== undefined && { message }) }),
    emit: (text, port) => run.emitted.push({ text, port }),
    log: (level, message, data) => run.logs.push({ level, message, data }),
    async step<T extends JsonValue>(name: string, perform: () => T | Promise<T>, options: StepOptions = {}) {
      const known = run.steps.find((step) => step.name === name)
      if (known) return known.value as T
      const value = await perform()
      run.steps.push({ name, value, options })
      return value
    },
    evaluate: (expression, locals = {}) => expressions.evaluate(expression, { ...scope, ...locals }),
    evaluateEach: (expression, items) => expressions.evaluateEach(expression, items, scope),
  }
}
