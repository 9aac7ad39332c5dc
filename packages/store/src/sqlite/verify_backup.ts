import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { unpackBlob } from './blobs.ts'
import { damagedCompanions } from './companions.ts'
import { loadMigrations } from './load_migrations.ts'
import { schemaVersion } from './migrate.ts'
import { payloadHash } from './payload.ts'

export interface BackupReport {
  /** False when anything is in `problems`. */
  ok: boolean
  /** Schema version; 0 where the file is not a database of ours. */
  schema: number
  workflows: number
  executions: number
  /** What is wrong, in sentences. */
  problems: string[]
}

/**
 * Reads a backup whole and says whether it can be restored: SQLite's own checks, references between tables, logs
 * without a gap, and every large payload against its hash. Never throws for what is in the file.
 */
export const verifyBackup = async (file: string): Promise<BackupReport> => {
  const report: BackupReport = { ok: false, schema: 0, workflows: 0, executions: 0, problems: [] }
  if (!existsSync(file)) return { ...report, problems: [`There is no file ${file}.`] }
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(file, { readOnly: true })
    report.schema = schemaVersion(db)
    report.problems = await problemsOf(db, report.schema)
    if (report.problems.length === 0) {
      report.workflows = count(db, 'workflows')
      report.executions = count(db, 'executions')
    }
  } catch (error) {
    report.problems.push(
      `The file cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    )
  } finally {
    db?.close()
  }
  return { ...report, ok: report.problems.length === 0 }
}

const problemsOf = async (db: DatabaseSync, schema: number): Promise<string[]> => {
  if (schema === 0) return ['The file is not a database of this program.']
  const newest = (await loadMigrations()).at(-1)?.version ?? 0
  if (schema > newest) {
    return [`The file was written by a newer release (schema ${schema}, this one knows ${newest}).`]
  }
  return [
    ...integrity(db),
    ...references(db),
    ...gaps(db),
    ...damagedCompanions(db),
    ...(await damagedPayloads(db)),
  ]
}

const integrity = (db: DatabaseSync): string[] =>
  db
    .prepare('PRAGMA integrity_check(20)')
    .all()
    .map((row) => String(row.integrity_check))
    .filter((line) => line !== 'ok')
    .map((line) => `SQLite reports: ${line}.`)

const references = (db: DatabaseSync): string[] =>
  db
    .prepare('PRAGMA foreign_key_check')
    .all()
    .slice(0, 20)
    .map((row) => `A row of ${row.table} refers to one of ${row.parent} that is not there.`)

const gaps = (db: DatabaseSync): string[] =>
  db
    .prepare(
      `SELECT execution_id FROM (
         SELECT execution_id, first_seq,
                lag(last_seq, 1, 0) OVER (PARTITION BY execution_id ORDER BY last_seq) AS before
         FROM log_segments
       ) WHERE first_seq <> before + 1 LIMIT 20`,
    )
    .all()
    .map((row) => `The log of the run ${row.execution_id} has a gap.`)

const damagedPayloads = async (db: DatabaseSync): Promise<string[]> => {
  const problems: string[] = []
  const select = db.prepare('SELECT hash, codec, body FROM blobs WHERE hash > ? ORDER BY hash LIMIT 1')
  for (let row = select.get(''); row; row = select.get(String(row.hash))) {
    const blob = row as unknown as { hash: string; codec: 'zstd' | 'raw'; body: Uint8Array }
    const whole = await unpackBlob(blob).then(
      (json) => payloadHash(json) === blob.hash,
      () => false,
    )
    if (!whole) problems.push(`The payload ${blob.hash} is damaged.`)
  }
  return problems
}

const count = (db: DatabaseSync, table: 'workflows' | 'executions'): number =>
  Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n)
