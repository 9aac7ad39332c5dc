import type { JsonObject, JsonValue } from './document.ts'
import type { StepEvent } from './fold_step.ts'
import type { NodeFailure, NodeStep } from './node_execution.ts'

/** Tokens and money of a run: the sum over what its nodes put out at `usage` and `cost`, and what failures took. */
export interface RunUsage {
  prompt_tokens: number
  completion_tokens: number
  total_tokens: number
  /** US dollars of those nodes whose cost is known; null where none is. */
  cost: number | null
  /** Node executions that used tokens at a price that nobody told. */
  unpriced: number
}

/** The sum with what one more node put out; the same sum where it used no model. */
export function addNodeUsage(sum: RunUsage | null, { usage, cost }: JsonObject): RunUsage | null {
  if (typeof usage !== 'object' || usage === null || Array.isArray(usage)) return sum
  const [prompt, completion] = [count(usage['prompt_tokens']), count(usage['completion_tokens'])]
  const total = count(usage['total_tokens']) ?? (prompt ?? 0) + (completion ?? 0)
  // An output of that name may be anything; only one that counts tokens is meant.
  if (prompt === undefined && completion === undefined && usage['total_tokens'] === undefined) return sum
  const price = count(cost)
  const before = sum ?? NOTHING
  return {
    prompt_tokens: before.prompt_tokens + (prompt ?? 0),
    completion_tokens: before.completion_tokens + (completion ?? 0),
    total_tokens: before.total_tokens + total,
    cost: price === undefined ? before.cost : dollars((before.cost ?? 0) + price),
    unpriced: before.unpriced + (price === undefined && total > 0 ? 1 : 0),
  }
}

/** How a node's try ended: with outputs, with a failure, or, given up, with neither. */
export interface TriedNode {
  outputs?: JsonObject
  error?: NodeFailure | null
  /** What its steps took, by `addStepUsage`. */
  steps: RunUsage | null
}

/**
 * The sum with what one try of a node took. Where it did not come to its end, its steps say so, of which the last may be
 * the failure itself; a node without steps tells it with the failure.
 */
export function addTryUsage(sum: RunUsage | null, { outputs, error, steps }: TriedNode): RunUsage | null {
  if (outputs && !error) return addNodeUsage(sum, outputs)
  if (steps) return addUsages(sum, steps)
  return error?.spent ? addNodeUsage(sum, error.spent) : sum
}

/** What the steps of a node took, with one more that has ended. */
export function addStepUsage(
  sum: RunUsage | null,
  { value, error }: Pick<StepEvent, 'value' | 'error'>,
): RunUsage | null {
  if (error?.spent) return addNodeUsage(sum, error.spent)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? addNodeUsage(sum, value) : sum
}

/** The same of steps that are known already. */
export const usageOfSteps = (steps: readonly NodeStep[]): RunUsage | null =>
  steps.reduce<RunUsage | null>(
    (sum, { value, error }) => addStepUsage(sum, { value, ...(error && { error }) }),
    null,
  )

function addUsages(sum: RunUsage | null, more: RunUsage): RunUsage {
  const { prompt_tokens, completion_tokens, total_tokens, cost } = more
  const added = addNodeUsage(sum, { usage: { prompt_tokens, completion_tokens, total_tokens }, cost })
  // One node counts once as unpriced, however many of its steps were.
  const unpriced = (sum?.unpriced ?? 0) + Math.min(more.unpriced, 1)
  return { ...(added ?? more), unpriced }
}

const NOTHING: RunUsage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0, cost: null, unpriced: 0 }

const count = (value: JsonValue | undefined): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined

/** Without the dust that adding fractions leaves. */
const dollars = (value: number): number => Math.round(value * 1e10) / 1e10
