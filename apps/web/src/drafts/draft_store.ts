import { type DBSchema, openDB } from 'idb'
import type { Patch } from '../document/patch.ts'
import { createLeavingDrafts } from './leaving_drafts.ts'

export interface DraftEntry {
  workflow: string
  /** Version that the first patch of the draft was made on. */
  base_version: number
  patches: readonly Patch[]
}

/** An entry as it is stored: by the page that made it and its place there, since it may have been kept in two places. */
export interface KeptEntry extends DraftEntry {
  page: string
  seq: number
}

/** Unsaved patches, kept on this device until the server has them. */
export interface DraftStore {
  read(workflow: string): Promise<{ key: number; entry: DraftEntry }[]>
  /** Gives the key that `remove` takes. */
  append(entry: DraftEntry): Promise<number>
  remove(keys: readonly number[]): Promise<void>
  /** Keeps what is still being written before the call returns: the page may be going away. */
  leave(): void
}

interface Schema extends DBSchema {
  drafts: { key: number; value: KeptEntry; indexes: { workflow: string } }
}

/** Drafts in IndexedDB, and beside it what a page that went away was still writing. */
export const createDraftStore = (name = 'llamanexus', leaving = createLeavingDrafts()): DraftStore => {
  const opened = openDB<Schema>(name, 1, {
    upgrade: (database) => {
      database.createObjectStore('drafts', { autoIncrement: true }).createIndex('workflow', 'workflow')
    },
  })
  // Said when it is first used; a browser may forbid storage, and the editor goes on without.
  opened.catch(() => undefined)
  // Random enough to tell pages of one person apart; `randomUUID` is not there on plain HTTP from another machine.
  const page = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`
  const underWay = new Set<KeptEntry>()
  let made = 0

  const write = async (entry: KeptEntry): Promise<number> => {
    underWay.add(entry)
    try {
      return await (await opened).add('drafts', entry)
    } finally {
      underWay.delete(entry)
      // The page may have stayed after all, or have come back.
      leaving.forget([entry])
    }
  }

  return {
    read: async (workflow) => {
      const index = (await opened).transaction('drafts').store.index('workflow')
      const found: { key: number; entry: KeptEntry }[] = []
      for await (const cursor of index.iterate(workflow)) {
        found.push({ key: cursor.primaryKey, entry: cursor.value })
      }
      for (const entry of leaving.read(workflow)) {
        if (found.some((other) => isSame(other.entry, entry))) leaving.forget([entry])
        else found.push({ key: await write(entry), entry })
      }
      return found
    },
    append: (entry) => {
      made += 1
      return write({ ...entry, page, seq: made })
    },
    remove: async (keys) => {
      const { store, done } = (await opened).transaction('drafts', 'readwrite')
      await Promise.all([...keys.map((key) => store.delete(key)), done])
    },
    leave: () => leaving.keep(underWay),
  }
}

const isSame = (one: KeptEntry, other: KeptEntry): boolean => one.page === other.page && one.seq === other.seq
