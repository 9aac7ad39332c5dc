import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { StoreError } from '../types.ts'
import { storeErrorOf } from './store_error_of.ts'

/**
 * Copies the database, page by page, while it goes on being written; what is committed meanwhile is in the copy. The
 * copy is one file that needs no other beside it, and appears under its name only when it is whole.
 */
export const backupDatabase = async (db: DatabaseSync, source: string, to: string): Promise<void> => {
  if (source !== ':memory:' && resolve(to) === resolve(source)) {
    throw new StoreError('conflict', `${to} is the database itself. Name another file for the backup.`)
  }
  const part = `${to}.part`
  try {
    mkdirSync(dirname(to), { recursive: true })
    rmSync(part, { force: true })
    await backup(db, part, { rate: 1_000 })
    const copy = new DatabaseSync(part)
    copy.exec('PRAGMA journal_mode = DELETE')
    copy.close()
    renameSync(part, to)
  } catch (error) {
    rmSync(part, { force: true })
    throw storeErrorOf(error, to)
  }
}
