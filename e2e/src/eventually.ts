import { setTimeout as pause } from 'node:timers/promises'

/** Milliseconds: guards against hanging on a busy machine, and is no measure of anything. */
const GUARD_MS = 30_000

/** Tries until what is claimed no longer throws; then throws what it threw last. */
export async function eventually<T>(claim: () => Promise<T> | T): Promise<T> {
  const end = Date.now() + GUARD_MS
  for (;;) {
    try {
      return await claim()
    } catch (error) {
      if (Date.now() > end) throw error
      await pause(50)
    }
  }
}
