import type { Clock } from '@llamanexus/engine'
import type { CronTimes } from './cron_times.ts'
import { type DueTicks, dueTicks, type MissedPolicy } from './due_ticks.ts'

export interface ScheduleTickerOptions {
  times: CronTimes
  policy: MissedPolicy
  /** The last tick that was dealt with, milliseconds since the epoch. */
  last: number
  clock: Clock
  /** Makes the runs and the new `last` durable together; after a failure it is tried again. */
  fire: (due: DueTicks) => Promise<void>
  onFailure: (error: unknown) => void
}

export interface ScheduleTicker {
  next(count: number): number[]
  stop(): Promise<void>
}

/** The longest sleep: who sets the clock, or wakes a machine, waits no longer than this for the schedule to notice. */
const MAX_SLEEP_MS = 60_000
const RETRY_MS = 5_000
/** A tick further ahead than this was written while the clock was wrong. */
const MAX_AHEAD_MS = 86_400_000

/** Fires the ticks of one schedule as they come due. The clock may jump: nothing is fired twice, nor a year of it at once. */
export function startTicker(options: ScheduleTickerOptions): ScheduleTicker {
  const { times, policy, clock, fire, onFailure } = options
  let { last } = options
  /** The first tick after `last`, which is not worked out again each time the clock is looked at. */
  let upcoming = times.after(last)
  let stopped = false
  let cancel = () => {}
  let working = Promise.resolve()
  turn()
  return {
    next(count) {
      const found: number[] = []
      let time = times.after(from())
      while (time !== undefined && found.length < count) {
        found.push(time)
        time = times.after(time)
      }
      return found
    },
    stop() {
      stopped = true
      cancel()
      return working
    },
  }

  /** Ticks up to here have been dealt with; ahead of the clock where that was set back. */
  function from(): number {
    const now = clock.now()
    return last > now + MAX_AHEAD_MS ? now : Math.max(last, now)
  }

  function turn(): void {
    if (!stopped) working = work()
  }

  async function work(): Promise<void> {
    let wait: number
    try {
      wait = await fireDue()
    } catch (error) {
      onFailure(error)
      wait = RETRY_MS
    }
    if (!stopped) cancel = clock.after(wait, turn)
  }

  /** Answers how long to wait, in milliseconds. */
  async function fireDue(): Promise<number> {
    const now = clock.now()
    if (last > now + MAX_AHEAD_MS) moveTo(now)
    if (upcoming !== undefined && upcoming <= now) {
      const due = dueTicks({ times, last, now, policy })
      await fire(due)
      moveTo(due.last)
    }
    return upcoming === undefined ? MAX_SLEEP_MS : Math.min(Math.max(1, upcoming - clock.now()), MAX_SLEEP_MS)
  }

  function moveTo(tick: number): void {
    last = tick
    upcoming = times.after(tick)
  }
}
