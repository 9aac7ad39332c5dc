import type { KeptEntry } from './draft_store.ts'

/**
 * Entries that a page was still writing when it went away. They are kept in storage that is written before the call
 * returns, which the browser's database is not: it forgets what is under way when its page goes.
 */
export interface LeavingDrafts {
  keep(entries: Iterable<KeptEntry>): void
  /** The entries of a workflow, in the order in which they were made. */
  read(workflow: string): KeptEntry[]
  forget(entries: Iterable<KeptEntry>): void
}

const PREFIX = 'llamanexus-draft'

/** Leaving drafts in the page's local storage; without one, or when it is full, nothing is kept and nothing fails. */
export const createLeavingDrafts = (
  storage: Storage | undefined = localStorageIfAllowed(),
): LeavingDrafts => ({
  keep: (entries) => {
    for (const entry of entries) {
      try {
        storage?.setItem(keyOf(entry), JSON.stringify(entry))
      } catch {
        // It is full. What is under way to the database may still arrive there.
        return
      }
    }
  },
  read: (workflow) =>
    keysOf(storage)
      .filter((key) => key.startsWith(`${PREFIX}/${workflow}/`))
      .flatMap((key) => entryOf(storage?.getItem(key)) ?? [])
      .toSorted((a, b) => a.seq - b.seq),
  forget: (entries) => {
    for (const entry of entries) storage?.removeItem(keyOf(entry))
  },
})

const keyOf = ({ workflow, page, seq }: KeptEntry): string => `${PREFIX}/${workflow}/${page}/${seq}`

const keysOf = (storage: Storage | undefined): string[] =>
  Array.from({ length: storage?.length ?? 0 }, (_, at) => storage?.key(at) ?? '')

const entryOf = (text: string | null | undefined): KeptEntry | undefined => {
  try {
    // Only this file writes under these keys.
    return JSON.parse(text ?? '') as KeptEntry
  } catch {
    return undefined
  }
}

/** A browser may forbid storage, and then throws where it is only named. */
const localStorageIfAllowed = (): Storage | undefined => {
  try {
    return globalThis.localStorage
  } catch {
    return undefined
  }
}
