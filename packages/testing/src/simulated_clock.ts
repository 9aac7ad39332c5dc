import type { Clock } from '@llamanexus/engine'

export interface SimulatedClock extends Clock {
  /** Moves to the earliest timer and calls it; false when there is none before `limit` (milliseconds since the epoch). */
  step(limit?: number): boolean
  readonly timers: number
}

interface Timer {
  at: number
  order: number
  callback: () => void
}

/** Time that only moves when told to. Timers of one moment are called in the order they were set. */
export function createSimulatedClock(start = Date.UTC(2026, 0, 1)): SimulatedClock {
  let now = start
  let order = 0
  const timers = new Set<Timer>()
  return {
    now: () => now,
    after(ms, callback) {
      const timer = { at: now + Math.max(0, ms), order, callback }
      order += 1
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    step(limit = Number.POSITIVE_INFINITY) {
      let next: Timer | undefined
      for (const timer of timers)
        if (!next || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer
      if (!next || next.at > limit) return false
      timers.delete(next)
      now = Math.max(now, next.at)
      next.callback()
      return true
    },
    get timers() {
      return timers.size
    },
  }
}
