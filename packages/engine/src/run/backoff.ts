export interface Backoff {
  /** Milliseconds before the first retry. */
  backoff_ms: number
  /** Each wait is the one before times this. */
  factor: number
  max_backoff_ms: number
  /** Takes away up to half of each wait at random, so that many runs do not come back at once. */
  jitter: boolean
}

export const DEFAULT_BACKOFF: Backoff = { backoff_ms: 1000, factor: 2, max_backoff_ms: 60_000, jitter: true }

/** The wait before retry number `retry` (1 for the first), in whole milliseconds. */
export function backoffMs(backoff: Backoff, retry: number, random: () => number): number {
  const full = Math.min(backoff.backoff_ms * backoff.factor ** (retry - 1), backoff.max_backoff_ms)
  return Math.ceil(backoff.jitter ? full * (1 - random() / 2) : full)
}
