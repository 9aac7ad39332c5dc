import { type EvaluateLimits, type ExpressionService } from '@llamanexus/node-sdk'
import { type JsonObject, type JsonValue, readPath } from '@llamanexus/workflow'
import { openThread } from '../workers/open_thread.ts'
import { createWorkerPool } from '../workers/worker_pool.ts'
import { evaluateInWorker, evaluateSeries } from './evaluate_in_worker.ts'
import type { EvaluationLimits, Outcome } from './evaluator.ts'
import { abortedFailure, outcomeFailure, timeoutFailure, workerFailure } from './expression_failure.ts'
import { createMainEvaluator } from './main_evaluator.ts'
import { NOT_PLAIN, type Plain } from './plain.ts'
import { plainEach } from './plain_each.ts'
import { bind, createPrepare, type Prepared } from './prepare.ts'

export interface ExpressionServiceOptions {
  /** Worker threads for what is long. Default 2. */
  workers?: number
  /** One evaluation, when the caller sets no limit. Default 1,000 ms. */
  timeout_ms?: number
  /** One `evaluateEach`, when the caller sets no limit. Default 60,000 ms. */
  each_timeout_ms?: number
  /** Default 64. */
  memory_mb?: number
}

const SMALL_SCOPE_CHARS = 32_768
/** Up to this many items are evaluated one by one on this thread. */
const FEW_ITEMS = 32

/**
 * Evaluates expressions where they can reach nothing. A property path is walked natively, and so is what only compares
 * and calculates with such paths; a small evaluation whose work
 * is bounded runs in a warm QuickJS on this thread under a deadline of a few milliseconds and is answered at once;
 * everything else runs in a worker that is ended when it does not come back.
 */
export function createExpressionService(
  options: ExpressionServiceOptions = {},
): ExpressionService & { close(): Promise<void> } {
  const { workers = 2, timeout_ms = 1000, each_timeout_ms = 60_000, memory_mb = 64 } = options
  const pool = createWorkerPool({
    open: openThread({
      entry: new URL('./expression_worker.ts', import.meta.url),
      name: 'expressions',
      resource_limits: { stackSizeMb: 16 },
    }),
    size: workers,
  })
  const main = createMainEvaluator()
  const prepare = createPrepare()

  function evaluate(expression: string, scope: JsonObject, limits: EvaluateLimits = {}) {
    refuseAborted(limits)
    const prepared = prepare(expression)
    if (prepared.path) return walk(prepared, prepared.path, rooted(prepared, scope))
    const known = prepared.plain && plainOnce(prepared.plain, scope)
    return known === undefined ? compute(prepared, scope, limits) : known
  }

  function compute(
    prepared: Prepared,
    scope: JsonObject,
    limits: EvaluateLimits,
    index?: number,
  ): JsonValue | Promise<JsonValue> {
    const { program, json } = bind(prepared, scope)
    if (prepared.light && json.length <= SMALL_SCOPE_CHARS) {
      const outcome = main.evaluate(program, json)
      if (outcome) return settle(prepared, outcome, index)
      const loading = main.loading()
      if (loading) return loading.then(() => compute(prepared, scope, limits, index))
    }
    const bounds = boundsOf(limits, timeout_ms)
    return evaluateInWorker(pool, { program, scope: json }, bounds, limits.signal).then(
      (answer) => settle(prepared, answer, index),
      (error: unknown) => Promise.reject(workerFailure(prepared.source, error)),
    )
  }

  function evaluateEach(
    expression: string,
    items: readonly JsonValue[],
    scope: JsonObject,
    limits: EvaluateLimits = {},
  ): JsonValue[] | Promise<JsonValue[]> {
    refuseAborted(limits)
    const prepared = prepare(expression)
    if (items.length === 0) return []
    if (prepared.path) return pathOfEach(prepared, prepared.path, items, scope)
    const sandboxed = () =>
      items.length <= FEW_ITEMS
        ? computeFew(prepared, items, scope, limits)
        : computeMany(prepared, items, scope, limits)
    if (!prepared.plain) return sandboxed()
    const { plain } = prepared
    const ends = performance.now() + boundsOf(limits, each_timeout_ms).timeout_ms
    const goOn = () => {
      refuseAborted(limits)
      if (performance.now() > ends) throw timeoutFailure(prepared.source)
    }
    const results = plainEach({ plain, items, scope, goOn })
    return results instanceof Promise ? results.then((all) => all ?? sandboxed()) : (results ?? sandboxed())
  }

  function computeFew(
    prepared: Prepared,
    items: readonly JsonValue[],
    scope: JsonObject,
    limits: EvaluateLimits,
  ) {
    const shared = { ...scope, items: [...items] }
    const answers = items.map((item, index) => compute(prepared, { ...shared, item, index }, limits, index))
    return answers.some((answer) => answer instanceof Promise)
      ? Promise.all(answers)
      : (answers as JsonValue[])
  }

  async function computeMany(
    prepared: Prepared,
    items: readonly JsonValue[],
    scope: JsonObject,
    limits: EvaluateLimits,
  ): Promise<JsonValue[]> {
    const bounds = boundsOf(limits, each_timeout_ms)
    const outcomes = await evaluateSeries(pool, { prepared, items, scope }, bounds, limits.signal).catch(
      (error: unknown) => Promise.reject(workerFailure(prepared.source, error)),
    )
    return outcomes.flatMap((outcome) => settle(prepared, outcome) as JsonValue[])
  }

  function boundsOf(limits: EvaluateLimits, timeoutMs: number): EvaluationLimits {
    return {
      timeout_ms: limits.timeout_ms ?? timeoutMs,
      memory_bytes: (limits.memory_mb ?? memory_mb) * 1024 * 1024,
    }
  }

  async function close(): Promise<void> {
    main.close()
    await pool.close()
  }

  return { evaluate, evaluateEach, close }
}

function settle(prepared: Prepared, outcome: Outcome, index?: number): JsonValue {
  if (!outcome.ok) throw outcomeFailure(prepared.source, { index, ...outcome })
  if ('json' in outcome) return JSON.parse(outcome.json)
  if ('booleans' in outcome) return Array.from(outcome.booleans, (byte) => byte === 1)
  // As JSON has it: what is no finite number is null, and there is one zero.
  return Array.from(outcome.numbers, (number) => (Number.isFinite(number) ? number + 0 : null))
}

function walk(
  { source, optional }: Prepared,
  path: readonly (string | number)[],
  scope: JsonObject,
  index?: number,
): JsonValue {
  try {
    return readPath(scope, path, optional)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw outcomeFailure(source, { ok: false, kind: 'thrown', name: 'TypeError', message, index })
  }
}

/** A missing property is null, a missing name is a mistake. */
function rooted(prepared: Prepared, scope: JsonObject): JsonObject {
  const root = String(prepared.path?.[0])
  if (root === 'undefined' || Object.hasOwn(scope, root)) return scope
  const failure = {
    ok: false,
    kind: 'thrown',
    name: 'ReferenceError',
    message: `'${root}' is not defined`,
  } as const
  throw outcomeFailure(prepared.source, failure)
}

function pathOfEach(
  prepared: Prepared,
  path: readonly (string | number)[],
  items: readonly JsonValue[],
  scope: JsonObject,
): JsonValue[] {
  const local = { ...scope, items: items as JsonValue[], item: null as JsonValue, index: 0 }
  rooted(prepared, local)
  return items.map((item, index) => {
    local.item = item
    local.index = index
    return walk(prepared, path, local, index)
  })
}

/** Undefined where it needs the sandbox. */
function plainOnce(plain: Plain, scope: JsonObject): JsonValue | undefined {
  try {
    return plain(scope)
  } catch (error) {
    if (error === NOT_PLAIN) return undefined
    throw error
  }
}

function refuseAborted(limits: EvaluateLimits): void {
  if (limits.signal?.aborted) throw abortedFailure()
}
