import type { WatchedFile } from '@llamanexus/store'

export type FileEvent = 'create' | 'change' | 'delete'

export interface FileChange {
  path: string
  event: FileEvent
  /** As it is now, or as it was before it went. */
  file: WatchedFile
}

/** What is known of the files, and what has been seen of them since and may still change. Times in milliseconds. */
export interface Settling {
  /** A file as it was seen, or that it was not there. */
  see(path: string, file: WatchedFile | undefined, now: number): void
  /** Paths whose time has come: they are to be seen once more before they are told. */
  ripe(now: number): string[]
  /** Changes that have not changed again for long enough. */
  settled(now: number): FileChange[]
  /** Takes changes over into what is known. */
  accept(changes: readonly FileChange[]): void
  /** When the next one ripens. */
  nextAt(): number | undefined
  known(): ReadonlyMap<string, WatchedFile>
}

export function createSettling(initial: Iterable<WatchedFile>, settleMs: number): Settling {
  const known = new Map(Array.from(initial, (file) => [file.path, file]))
  const pending = new Map<string, { file: WatchedFile | undefined; since: number }>()
  return {
    see(path, file, now) {
      if (isSame(known.get(path), file)) return void pending.delete(path)
      const before = pending.get(path)
      // A clock that was set back must not hold a file for ever.
      if (before && isSame(before.file, file) && before.since <= now) return
      pending.set(path, { file, since: now })
    },
    ripe: (now) => [...pending].filter(([, { since }]) => now - since >= settleMs).map(([path]) => path),
    settled: (now) =>
      [...pending].flatMap(([path, { file, since }]) =>
        now - since >= settleMs ? changeOf(path, known.get(path), file) : [],
      ),
    accept(changes) {
      for (const { path, event, file } of changes) {
        pending.delete(path)
        if (event === 'delete') known.delete(path)
        else known.set(path, file)
      }
    },
    nextAt() {
      let first: number | undefined
      for (const { since } of pending.values())
        if (first === undefined || since + settleMs < first) first = since + settleMs
      return first
    },
    known: () => known,
  }
}

function changeOf(
  path: string,
  before: WatchedFile | undefined,
  file: WatchedFile | undefined,
): FileChange[] {
  if (file) return [{ path, event: before ? 'change' : 'create', file }]
  return before ? [{ path, event: 'delete', file: before }] : []
}

/** By size and time. An inode is no part of it: network drives give a file another one after a restart. */
const isSame = (a: WatchedFile | undefined, b: WatchedFile | undefined): boolean =>
  a === undefined || b === undefined ? a === b : a.size === b.size && a.mtime === b.mtime
