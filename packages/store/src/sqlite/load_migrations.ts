import { readdirSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'

export interface Migration {
  /** The schema version that the database has after it; 1, 2, 3 … */
  version: number
  up(db: DatabaseSync): void
}

const folder = new URL('../migrations/', import.meta.url)

/** The files of `migrations/`, in order; the number that a name starts with is the version. */
export const loadMigrations = async (): Promise<Migration[]> => {
  const names = readdirSync(folder)
    .filter((name) => /^\d{4}_\w+\.ts$/.test(name))
    .toSorted()
  return Promise.all(
    names.map(async (name) => {
      const { up } = (await import(new URL(name, folder).href)) as Pick<Migration, 'up'>
      return { version: Number(name.slice(0, 4)), up }
    }),
  )
}
