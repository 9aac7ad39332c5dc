import type { Store } from '@llamanexus/store'

/** What is kept of ended runs, oldest removed first; an absent limit keeps all. */
export type RetentionLimits = Parameters<Store['retain']>[0]

export const defaultRetention = {
  max_age_days: 30,
  max_count: 100_000,
  max_bytes: 2 * 1024 ** 3,
} as const satisfies RetentionLimits

const hour = 3_600_000

export interface RetentionOptions {
  store: Pick<Store, 'retain'>
  limits: RetentionLimits
  onFailure: (error: unknown) => void
  /** Default: an hour. */
  interval_ms?: number
}

/** Removes runs past the limits now and every hour, one round at a time. Answers how to end it, which waits for the round. */
export function keepRetained(options: RetentionOptions): () => Promise<void> {
  const { store, limits, onFailure, interval_ms = hour } = options
  let round: Promise<void> | undefined
  const begin = () => {
    round ??= store
      .retain(limits)
      .then(() => undefined, onFailure)
      .finally(() => {
        round = undefined
      })
  }
  begin()
  const timer = setInterval(begin, interval_ms).unref()
  return async () => {
    clearInterval(timer)
    await round
  }
}
