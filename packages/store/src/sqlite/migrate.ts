import { existsSync, renameSync, rmSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../types.ts'
import type { Migration } from './load_migrations.ts'
import { transaction } from './transaction.ts'

/** Marks the file as ours in its header: "LNXW". */
export const APPLICATION_ID = 0x4c4e5857

/**
 * Brings the database to the newest schema, each migration in its own transaction. A database that holds something is
 * copied to `<file>.before-v<N>` first. Throws `StoreError` `newer_schema` for one that a newer release has written,
 * and `store_failed` for a database of another program.
 */
export const migrate = (db: DatabaseSync, file: string, migrations: readonly Migration[]): void => {
  const current = schemaVersion(db)
  const newest = migrations.at(-1)?.version ?? 0
  if (current > newest) {
    throw new StoreError(
      'newer_schema',
      `The database ${file} was written by a newer release (schema ${current}, this one knows ${newest}). Start that release, or restore a backup.`,
    )
  }
  if (current === newest) return
  if (current === 0) claim(db, file)
  else if (file !== ':memory:') copyAside(db, `${file}.before-v${newest}`)
  for (const migration of migrations.filter(({ version }) => version > current)) {
    transaction(db, () => {
      migration.up(db)
      db.exec(`PRAGMA user_version = ${migration.version}`)
    })
  }
}

/** The schema version of a database; 0 for one that is empty or not ours. */
export const schemaVersion = (db: DatabaseSync): number =>
  pragma(db, 'application_id') === APPLICATION_ID ? pragma(db, 'user_version') : 0

const claim = (db: DatabaseSync, file: string): void => {
  const tables = db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n
  if (tables !== 0) {
    throw new StoreError('store_failed', `${file} is a database of another program; it is left as it is.`)
  }
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
}

/** Copied under another name first, so that a copy that was cut short is never taken for a whole one. */
const copyAside = (db: DatabaseSync, to: string): void => {
  const part = `${to}.part`
  if (existsSync(part)) rmSync(part)
  db.prepare('VACUUM INTO ?').run(part)
  renameSync(part, to)
}

const pragma = (db: DatabaseSync, name: string): number => Number(db.prepare(`PRAGMA ${name}`).get()?.[name])
