import { createHash } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'

/** Another SQLite database of the data directory, which a backup takes along in its one file. */
export interface Companion {
  /** Its name in the data directory. */
  name: string
  file: string
}

const PIECE_BYTES = 1024 * 1024
const ALL_PAGES = 2 ** 31 - 1

/** Puts copies of the companions that are there into the backup, each as it is at this moment. */
export async function packCompanions(backupFile: string, companions: readonly Companion[]): Promise<void> {
  for (const { name, file } of companions.filter((each) => existsSync(each.file))) {
    const part = `${backupFile}.${name}.part`
    rmSync(part, { force: true })
    const reader = new DatabaseSync(file)
    try {
      await backup(reader, part, { rate: ALL_PAGES })
      const copy = new DatabaseSync(part)
      copy.exec('PRAGMA journal_mode = DELETE')
      copy.close()
      pack(backupFile, name, part)
    } finally {
      reader.close()
      rmSync(part, { force: true })
    }
  }
}

function pack(backupFile: string, name: string, file: string): void {
  const db = new DatabaseSync(backupFile)
  const handle = openSync(file, 'r')
  try {
    db.exec(`CREATE TABLE IF NOT EXISTS companions (
      name TEXT NOT NULL, piece INTEGER NOT NULL, hash TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (name, piece)
    ) STRICT`)
    db.exec('BEGIN')
    const put = db.prepare('INSERT INTO companions (name, piece, hash, body) VALUES (?, ?, ?, ?)')
    const buffer = Buffer.alloc(PIECE_BYTES)
    for (let piece = 0; ; piece++) {
      const bytes = readSync(handle, buffer, 0, PIECE_BYTES, null)
      if (bytes === 0) break
      const body = buffer.subarray(0, bytes)
      put.run(name, piece, hashOf(body), body)
    }
    db.exec('COMMIT')
  } finally {
    closeSync(handle)
    db.close()
  }
}

/** What is wrong with the companions of a backup, in sentences. */
export function damagedCompanions(db: DatabaseSync): string[] {
  if (!hasCompanions(db)) return []
  const bad = new Set<string>()
  let before: { name: string; piece: number } | undefined
  for (const row of db
    .prepare('SELECT name, piece, hash, body FROM companions ORDER BY name, piece')
    .iterate()) {
    const { name, piece, hash, body } = row as unknown as {
      name: string
      piece: number
      hash: string
      body: Uint8Array
    }
    const expected = before?.name === name ? before.piece + 1 : 0
    if (piece !== expected || hashOf(body) !== hash) bad.add(name)
    before = { name, piece }
  }
  return [...bad].map((name) => `${name} in the backup is damaged.`)
}

/** Writes each companion of a backup to where `placeOf` says, durably, and takes them out of the file. Answers their names. */
export function unpackCompanions(backupFile: string, placeOf: (name: string) => string): string[] {
  const db = new DatabaseSync(backupFile)
  try {
    if (!hasCompanions(db)) return []
    const names = db
      .prepare('SELECT DISTINCT name FROM companions')
      .all()
      .map((row) => String(row['name']))
    for (const name of names) {
      const handle = openSync(placeOf(name), 'w')
      for (const row of db.prepare('SELECT body FROM companions WHERE name = ? ORDER BY piece').iterate(name))
        writeSync(handle, row['body'] as Uint8Array)
      fsyncSync(handle)
      closeSync(handle)
    }
    db.exec('DROP TABLE companions')
    db.exec('VACUUM')
    return names
  } finally {
    db.close()
  }
}

const hasCompanions = (db: DatabaseSync): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'companions'").get() !== undefined

const hashOf = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex')
