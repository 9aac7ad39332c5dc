import type { JsonObject, JsonValue } from './document.ts'

/** Tokens and money of a run: the sum over what its nodes put out at `usage` and `cost`. */
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

const NOTHING: RunUsage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0, cost: null, unpriced: 0 }

const count = (value: JsonValue | undefined): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined

/** Without the dust that adding fractions leaves. */
const dollars = (value: number): number => Math.round(value * 1e10) / 1e10
