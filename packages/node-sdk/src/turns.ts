import { NodeError } from './errors.ts'

/** Long work on the main thread in turns, between which others have theirs. One for all the work of a node. */
export interface Turns {
  /** Between two pieces of work. Goes on at once unless this turn has lasted long enough. Throws `aborted`. */
  next(): Promise<void>
  /** All that an iterable gives, however many turns it takes. Throws `aborted`. */
  all<T>(items: Iterable<T>): Promise<T[]>
}

export interface TurnsOptions {
  signal?: AbortSignal
  /** What was cancelled, for its error: `The chunking`. */
  what?: string
  /** Milliseconds, from any beginning. */
  clock?: () => number
}

/** How long others wait at most, but for a single piece of work. Milliseconds. */
const TURN_MS = 10

export function createTurns({
  signal,
  what = 'The work',
  clock = () => performance.now(),
}: TurnsOptions = {}): Turns {
  let ends = clock() + TURN_MS

  async function pause(): Promise<void> {
    await new Promise((resolve) => void setImmediate(resolve))
    if (signal?.aborted) throw new NodeError('aborted', `${what} was cancelled`, { retryable: false })
    ends = clock() + TURN_MS
  }

  return {
    async next() {
      if (clock() >= ends) await pause()
    },
    async all(items) {
      const all = []
      for (const item of items) {
        all.push(item)
        if (clock() >= ends) await pause()
      }
      return all
    },
  }
}
