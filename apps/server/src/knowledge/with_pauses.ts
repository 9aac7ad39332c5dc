import type { Clock } from '@llamanexus/engine'
import { NodeError } from '@llamanexus/node-sdk'

const TRIES = 6
const LONGEST_MS = 60_000

/**
 * Does the work again, a few times, where a provider of vectors asks for a pause, after as long as it asks for: a document
 * that is uploaded has no retry policy as a node has. Throws what the work throws otherwise.
 */
export async function withPauses<T>(
  work: () => Promise<T>,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      const wait = error instanceof NodeError ? pauseOf(error, attempt) : undefined
      if (wait === undefined || attempt === TRIES) throw error
      await pause(wait, clock, signal)
    }
  }
}

function pauseOf({ code, retryable, retry_after_ms }: NodeError, attempt: number): number | undefined {
  if (code !== 'rate_limited' || !retryable) return undefined
  const wait = retry_after_ms ?? 1000 * 2 ** (attempt - 1)
  return wait <= LONGEST_MS ? wait : undefined
}

const pause = (ms: number, clock: Clock, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const cancel = clock.after(ms, resolve)
    const stop = () => {
      cancel()
      reject(signal.reason)
    }
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
