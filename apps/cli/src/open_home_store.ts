import { databaseFile, openStore, type Store } from '@llamanexus/store'

/** Works on the database of a data directory that no server has open, and closes it whatever happens. */
export const withHomeStore = async <T>(home: string, work: (store: Store) => Promise<T>): Promise<T> => {
  const store = await openStore({ file: databaseFile(home) })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
