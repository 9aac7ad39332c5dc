import { setImmediate } from 'node:timers/promises'
import { NodeError } from '@llamanexus/node-sdk'

/** Work on the main thread, before others have their turn. */
const SLICE_MS = 10

/** All that a generator yields, with pauses, so that long work does not hold up the server. Throws `aborted`. */
export async function inSlices<T>(items: Iterable<T>, signal: AbortSignal): Promise<T[]> {
  const all: T[] = []
  let until = performance.now() + SLICE_MS
  for (const item of items) {
    all.push(item)
    if (performance.now() < until) continue
    await setImmediate()
    if (signal.aborted) throw new NodeError('aborted', 'The chunking was cancelled', { retryable: false })
    until = performance.now() + SLICE_MS
  }
  return all
}
