import type { DatabaseSync } from 'node:sqlite'

/** Runs `write` in one transaction: all of it is kept, or nothing when it throws. */
export const transaction = <T>(db: DatabaseSync, write: () => T): T => {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = write()
    db.exec('COMMIT')
    return result
  } catch (error) {
    // SQLite has already rolled back by itself after some failures, such as a full disk.
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}
