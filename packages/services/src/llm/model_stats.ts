import type { ModelStats } from '@llamanexus/node-sdk'

interface Call {
  worked: boolean
  /** Milliseconds. */
  total: number
  first_text?: number
}

const KEPT = 50

/** Remembers how long the last calls of each model took, in this process. */
export function createModelStats() {
  const calls = new Map<string, Call[]>()
  return {
    record(model: string, call: Call): void {
      const kept = calls.get(model) ?? []
      kept.push(call)
      if (kept.length > KEPT) kept.shift()
      calls.set(model, kept)
    },
    list: (): ModelStats[] =>
      [...calls].map(([model, kept]) => {
        const worked = kept.filter((call) => call.worked)
        return {
          model,
          calls: kept.length,
          failures: kept.length - worked.length,
          latency_ms: median(worked.map(({ total }) => total)),
          first_text_ms: median(worked.flatMap(({ first_text: first }) => first ?? [])),
        }
      }),
  }
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}
