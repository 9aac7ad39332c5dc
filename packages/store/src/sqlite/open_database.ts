import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { storeErrorOf } from './store_error_of.ts'

export interface DatabaseOptions {
  /** Path of the database, or `:memory:`. Its directory is made when it is missing. */
  file: string
  /** `full` survives a loss of power with every commit; `normal` may lose the last ones, never consistency. */
  synchronous: 'full' | 'normal'
}

/** Opens the file with the pragmas that the store relies on. Throws `StoreError` `unwritable` or `store_failed`. */
export const openDatabase = ({ file, synchronous }: DatabaseOptions): DatabaseSync => {
  let db: DatabaseSync | undefined
  try {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
    db = new DatabaseSync(file, { timeout: 5_000, enableForeignKeyConstraints: true })
    db.exec('PRAGMA journal_mode = WAL')
    db.exec(`PRAGMA synchronous = ${synchronous === 'full' ? 'FULL' : 'NORMAL'}`)
    return db
  } catch (error) {
    db?.close()
    throw storeErrorOf(error, file)
  }
}
