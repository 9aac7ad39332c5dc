import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { StoreError } from '../types.ts'
import { type Companion, packCompanions } from './companions.ts'
import { storeErrorOf } from './store_error_of.ts'

/** All pages in one step: a second connection reads one snapshot in the thread pool, and writers do not wait. */
const ALL_PAGES = 2 ** 31 - 1

/**
 * Copies the database as it is at this moment while it goes on being written. The copy is one file that needs no other
 * beside it, and appears under its name only when it is whole.
 */
export const backupDatabase = async (
  db: DatabaseSync,
  source: string,
  to: string,
  companions: readonly Companion[] = [],
): Promise<void> => {
  if (source !== ':memory:' && resolve(to) === resolve(source)) {
    throw new StoreError('conflict', `${to} is the database itself. Name another file for the backup.`)
  }
  const part = `${to}.part`
  try {
    mkdirSync(dirname(to), { recursive: true })
    rmSync(part, { force: true })
    await copyTo(part, db, source)
    const copy = new DatabaseSync(part)
    copy.exec('PRAGMA journal_mode = DELETE')
    copy.close()
    await packCompanions(part, companions)
    renameSync(part, to)
  } catch (error) {
    rmSync(part, { force: true })
    throw storeErrorOf(error, to)
  }
}

const copyTo = async (part: string, db: DatabaseSync, source: string): Promise<void> => {
  // A database in memory can be reached through its own connection only.
  const reader = source === ':memory:' ? db : new DatabaseSync(source)
  try {
    await backup(reader, part, { rate: ALL_PAGES })
  } finally {
    if (reader !== db) reader.close()
  }
}
