import type { Clock } from '@llamanexus/engine'

/** The longest that one timer of the platform can take, about 24.8 days; a longer wait is made of several. */
const longest = 2 ** 31 - 1

export const systemClock: Clock = {
  now: Date.now,
  after(ms, callback) {
    const end = Date.now() + ms
    let timer: NodeJS.Timeout
    const wait = (left: number) => {
      timer = setTimeout(
        () => (left > longest ? wait(end - Date.now()) : callback()),
        Math.min(left, longest),
      )
      timer.unref()
    }
    wait(ms)
    return () => clearTimeout(timer)
  },
}
