import type { Clock } from '../ports.ts'
import type { Run } from '../run/run.ts'

const MAX_RESTING = 100
/** A run that sleeps longer is read from its log when its time comes. Milliseconds. */
const MAX_REST_MS = 600_000

/**
 * Parked runs that are due soon, kept as they are: a run that waits a little thousands of times would read a longer log
 * each time. Few are kept and none for long, and nothing depends on it: the log has it all.
 */
export interface RestingRuns {
  keep(run: Run, wakeAt: number): void
  /** The run, if it is kept; it is not from then on. */
  take(id: string): Run | undefined
}

export function createRestingRuns(clock: Clock): RestingRuns {
  const resting = new Map<string, Run>()
  return {
    keep(run, wakeAt) {
      if (wakeAt - clock.now() > MAX_REST_MS) return
      resting.set(run.record.id, run)
      const [oldest] = resting.keys()
      if (resting.size > MAX_RESTING && oldest !== undefined) resting.delete(oldest)
    },
    take(id) {
      const run = resting.get(id)
      resting.delete(id)
      return run
    },
  }
}
