import type { Usage } from './services/llm_usage.ts'

/** What asking models took. */
export interface Spent {
  usage: Usage
  /** US dollars; null where a price is not known. */
  cost: number | null
}

export const NOTHING_SPENT: Spent = {
  usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
  cost: 0,
}

/** Both together; a price that is not known makes the sum unknown. */
export const addSpent = (a: Spent, b: Spent): Spent => ({
  usage: addUsage(a.usage, b.usage),
  cost: a.cost === null || b.cost === null ? null : Math.round((a.cost + b.cost) * 1e10) / 1e10,
})

export function addUsage(a: Usage, b: Usage): Usage {
  const sum: Usage = { ...a }
  // Fields that only some providers tell are there where one of the two has them.
  for (const key of Object.keys(b) as (keyof Usage)[]) sum[key] = (a[key] ?? 0) + (b[key] ?? 0)
  return sum
}
