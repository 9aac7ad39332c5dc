import type { CronTimes } from './cron_times.ts'

export type MissedPolicy = 'skip' | 'once' | 'all'

export interface DueRequest {
  times: CronTimes
  /** The last tick that was dealt with. */
  last: number
  now: number
  policy: MissedPolicy
}

export interface DueTicks {
  /** What is to be run now, oldest first; `missed` is how many ticks before it had no run of their own. */
  runs: { at: number; missed: number; late: boolean }[]
  /** The last tick that is dealt with when these have been run. */
  last: number
}

/** Ticks that were missed and are run one by one, or counted, at most. */
export const MAX_MISSED = 100
/** The newest tick is in time for this long, milliseconds: a restart or a busy moment is not a missed run. */
export const GRACE_MS = 10_000

/** Which runs are due, by what is to become of those that were missed. */
export function dueTicks({ times, last, now, policy }: DueRequest): DueTicks {
  const due = ticksSince(times, last, now)
  const newest = due.at(-1)
  if (newest === undefined) return { runs: [], last }
  const isInTime = now - newest <= GRACE_MS
  const missed = (isInTime ? due.slice(0, -1) : due).slice(-MAX_MISSED)
  const caughtUp = catchUp(missed, policy)
  const skipped = caughtUp.length === 0 ? missed.length : 0
  const inTime = isInTime ? [{ at: newest, missed: skipped, late: false }] : []
  return { runs: [...caughtUp, ...inTime], last: newest }
}

/** Mostly there is none or one: only after a long pause is it worth to look back from now. */
function ticksSince(times: CronTimes, last: number, now: number): number[] {
  const found: number[] = []
  for (let tick = times.after(last); tick !== undefined && tick <= now; tick = times.after(tick)) {
    if (found.length === FORWARD) return times.until(now, MAX_MISSED + 1).filter((one) => one > last)
    found.push(tick)
  }
  return found
}

const FORWARD = 5

function catchUp(missed: readonly number[], policy: MissedPolicy): DueTicks['runs'] {
  const newest = missed.at(-1)
  if (policy === 'skip' || newest === undefined) return []
  if (policy === 'once') return [{ at: newest, missed: missed.length - 1, late: true }]
  return missed.map((at) => ({ at, missed: 0, late: true }))
}
