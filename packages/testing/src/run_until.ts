import type { SimulatedClock } from './simulated_clock.ts'

/** Lets everything that is due happen. */
export const settleTurns = async (turns = 3): Promise<void> => {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => void setImmediate(resolve))
}

/** Moves time on, timer by timer, until the promise settles; fails when nothing is left that could settle it. */
export async function runUntil<T>(clock: SimulatedClock, promise: Promise<T>): Promise<T> {
  let settled = false
  void Promise.allSettled([promise]).then(() => (settled = true))
  for (let idle = 0; idle < 20; ) {
    await settleTurns(1)
    if (settled) return promise
    idle = clock.step() ? 0 : idle + 1
  }
  throw new Error('Nothing is left that could settle the promise')
}
