import type { MetricSample } from './metrics_text.ts'

export interface DurationHistogram {
  observe(seconds: number): void
  samples(): MetricSample[]
}

const bounds = [0.0001, 0.001, 0.01, 0.1, 0.5, 1, 5, 30, 120]

/** Counts durations by upper bound, in seconds; what a bucket tells includes the ones below it. */
export function durationHistogram(labels: Readonly<Record<string, string>>): DurationHistogram {
  const counts = bounds.map(() => 0)
  let count = 0
  let sum = 0
  return {
    observe(seconds) {
      count += 1
      sum += seconds
      const index = bounds.findIndex((bound) => seconds <= bound)
      if (index >= 0) counts[index] = (counts[index] ?? 0) + 1
    },
    samples() {
      let below = 0
      const buckets = bounds.map((bound, index) => {
        below += counts[index] ?? 0
        return { suffix: '_bucket', labels: { ...labels, le: String(bound) }, value: below }
      })
      return [
        ...buckets,
        { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
        { suffix: '_sum', labels, value: sum },
        { suffix: '_count', labels, value: count },
      ]
    },
  }
}
