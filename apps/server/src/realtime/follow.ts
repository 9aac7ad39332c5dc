export interface FollowOptions<Entry extends { seq: number }> {
  /** Tells of entries as they become durable. Returns the way out. */
  watch: (put: (entries: readonly Entry[]) => void) => () => void
  /** Entries above this `seq`. */
  after: number
  /** Committed entries above `after`, in order, at most `limit`. */
  read: (after: number, limit: number) => Promise<readonly Entry[]>
  /** Where a log has an end: whether the last entry is written, and which one that is. */
  end?: { hasEnded: () => Promise<boolean>; isLast: (entry: Entry) => boolean }
  signal: AbortSignal
  /** Live entries that may wait for a slow reader before they are dropped and read from the store. */
  max_waiting?: number
}

export type Followed<Entry> =
  | { kind: 'entries'; entries: readonly Entry[] }
  /** The reader was too slow: what waited was dropped and comes from the store. */
  | { kind: 'catching_up'; from: number }

const pageSize = 100

const endless = { hasEnded: async () => false, isLast: () => false }

/**
 * A numbered log from `after` to its end: first from the store, then live, without a gap or a duplicate. It reads on only
 * when its reader asks, and what waits meanwhile is bounded, so that a slow reader costs no memory.
 */
export async function* follow<Entry extends { seq: number }>(
  options: FollowOptions<Entry>,
): AsyncGenerator<Followed<Entry>, void, undefined> {
  const { read, signal } = options
  const { hasEnded, isLast } = options.end ?? endless
  const inbox = openInbox<Entry>(options.max_waiting)
  const stop = options.watch(inbox.put)
  signal.addEventListener('abort', inbox.wake)
  let cursor = options.after
  try {
    while (!signal.aborted) {
      // Asked before the pages are read: once it holds, the pages hold the last entry.
      const ended = await hasEnded()
      for (let page = await read(cursor, pageSize); page.length > 0; page = await read(cursor, pageSize)) {
        cursor = page.at(-1)?.seq ?? cursor
        yield { kind: 'entries', entries: page }
        if (signal.aborted || page.some(isLast)) return
      }
      if (ended) return
      while (!signal.aborted) {
        const batch = await inbox.take(signal)
        if (batch === 'overflow') {
          yield { kind: 'catching_up', from: cursor }
          break
        }
        const fresh = batch.filter(({ seq }) => seq > cursor)
        const [first] = fresh
        if (!first) continue
        if (first.seq !== cursor + 1) break
        cursor = fresh.at(-1)?.seq ?? cursor
        yield { kind: 'entries', entries: fresh }
        if (fresh.some(isLast)) return
      }
    }
  } finally {
    stop()
    signal.removeEventListener('abort', inbox.wake)
  }
}

function openInbox<Entry>(max_waiting = 1000) {
  let waiting: Entry[] = []
  let overflow = false
  let wake = () => {}

  return {
    put(entries: readonly Entry[]): void {
      if (waiting.length + entries.length > max_waiting) {
        overflow = true
        waiting = []
      }
      if (!overflow) waiting.push(...entries)
      wake()
    },
    wake: () => wake(),
    async take(signal: AbortSignal): Promise<'overflow' | Entry[]> {
      if (waiting.length === 0 && !overflow && !signal.aborted)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      const taken = overflow ? ('overflow' as const) : waiting
      overflow = false
      waiting = []
      return taken
    },
  }
}
