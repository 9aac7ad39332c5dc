import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { NodeError } from '@llamanexus/node-sdk'
import { distance } from '../vector_blob.ts'
import { APPLICATION_ID, migrations } from './schema.ts'

export interface OpenKnowledge {
  file: string
  /** False: distances are computed by JavaScript, as where there is no build of sqlite-vec. */
  native_vectors: boolean
  synchronous: 'full' | 'normal'
}

/**
 * Opens the database with `vec_distance_l2(a, b)`: that of sqlite-vec, or ours where it has no build for this machine.
 * Throws `NodeError` `knowledge_failed` for a file of another program or of a newer release.
 */
export async function openKnowledge({
  file,
  native_vectors,
  synchronous,
}: OpenKnowledge): Promise<DatabaseSync> {
  mkdirSync(dirname(file), { recursive: true })
  const db = new DatabaseSync(file, {
    timeout: 30_000,
    enableForeignKeyConstraints: true,
    allowExtension: true,
  })
  try {
    db.exec(`
      PRAGMA page_size = 8192;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = ${synchronous === 'full' ? 'FULL' : 'NORMAL'};
      PRAGMA journal_size_limit = 67108864;
      PRAGMA mmap_size = 4294967296;
    `)
    migrate(db, file)
    if (!(native_vectors && (await loadNative(db)))) {
      db.function('vec_distance_l2', { deterministic: true }, (a, b) =>
        distance(a as Uint8Array, b as Uint8Array),
      )
    }
    // That of SQLite knows the letters of English alone.
    db.function('folded', { deterministic: true }, (text) => String(text).toLowerCase())
    db.enableLoadExtension(false)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

async function loadNative(db: DatabaseSync): Promise<boolean> {
  try {
    const { getLoadablePath } = await import('sqlite-vec')
    db.loadExtension(getLoadablePath())
    return true
  } catch {
    // No build for this machine, or one that does not fit it: the results are the same, only later.
    return false
  }
}

/** Threads may come at the same time: who is first migrates, and the others wait. */
function migrate(db: DatabaseSync, file: string): void {
  if (versionOf(db, file) === migrations.length) return
  copyAside(db, file)
  db.exec('BEGIN IMMEDIATE')
  try {
    for (const up of migrations.slice(versionOf(db, file))) up(db)
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    db.exec(`PRAGMA user_version = ${migrations.length}`)
    db.exec('COMMIT')
  } catch (error) {
    db.exec('ROLLBACK')
    throw error
  }
}

function versionOf(db: DatabaseSync, file: string): number {
  const version = pragma(db, 'user_version')
  const isOurs = pragma(db, 'application_id') === APPLICATION_ID
  if (isOurs && version <= migrations.length) return version
  const tables = db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n
  if (!isOurs && tables === 0) return 0
  const what = isOurs ? 'was written by a newer release' : 'is a database of another program'
  throw new NodeError('knowledge_failed', `The knowledge database ${what}`, {
    hint: isOurs ? 'Start that release, or restore a backup.' : `Move ${file} away; it is left as it is.`,
    retryable: false,
  })
}

/** What an older release has written is kept beside the new one. */
function copyAside(db: DatabaseSync, file: string): void {
  if (versionOf(db, file) === 0) return
  const part = `${file}.before-v${migrations.length}.part`
  if (existsSync(part)) rmSync(part)
  db.prepare('VACUUM INTO ?').run(part)
  renameSync(part, part.slice(0, -'.part'.length))
}

const pragma = (db: DatabaseSync, name: string): number => Number(db.prepare(`PRAGMA ${name}`).get()?.[name])
