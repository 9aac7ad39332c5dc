import { type DBSchema, openDB } from 'idb'
import type { Patch } from '../document/patch.ts'

export interface DraftEntry {
  workflow: string
  /** Version that the first patch of the draft was made on. */
  base_version: number
  patches: readonly Patch[]
}

/** Unsaved patches, kept on this device until the server has them. */
export interface DraftStore {
  read(workflow: string): Promise<{ key: number; entry: DraftEntry }[]>
  /** Gives the key that `remove` takes. */
  append(entry: DraftEntry): Promise<number>
  remove(keys: readonly number[]): Promise<void>
}

interface Schema extends DBSchema {
  drafts: { key: number; value: DraftEntry; indexes: { workflow: string } }
}

/** Drafts in IndexedDB. */
export const createDraftStore = (name = 'llamanexus'): DraftStore => {
  const opened = openDB<Schema>(name, 1, {
    upgrade: (database) => {
      database.createObjectStore('drafts', { autoIncrement: true }).createIndex('workflow', 'workflow')
    },
  })
  // Said when it is first used; a browser may forbid storage, and the editor goes on without.
  opened.catch(() => undefined)
  return {
    read: async (workflow) => {
      const index = (await opened).transaction('drafts').store.index('workflow')
      const found: { key: number; entry: DraftEntry }[] = []
      for await (const cursor of index.iterate(workflow)) {
        found.push({ key: cursor.primaryKey, entry: cursor.value })
      }
      return found
    },
    append: async (entry) => (await opened).add('drafts', entry),
    remove: async (keys) => {
      const { store, done } = (await opened).transaction('drafts', 'readwrite')
      await Promise.all([...keys.map((key) => store.delete(key)), done])
    },
  }
}
