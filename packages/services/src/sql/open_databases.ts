import { createHash } from 'node:crypto'
import { NodeError } from '@llamanexus/node-sdk'
import { mysqlDatabase } from './mysql_database.ts'
import { postgresDatabase } from './postgres_database.ts'
import type { SqlServiceOptions } from './sql_service.ts'
import type { SqlDatabase } from './sql_session.ts'
import { sqliteDatabase } from './sqlite_database.ts'

const KEEP_MS = 60_000

interface Held {
  database: Promise<SqlDatabase>
  /** Queries at work. */
  users: number
  idle?: NodeJS.Timeout
}

/** The databases that queries came for lately, one pool each; closed when nobody has asked for a while. */
export function openDatabases(options: SqlServiceOptions) {
  const held = new Map<string, Held>()
  return { use, close }

  async function use<T>(connection: string, work: (database: SqlDatabase) => Promise<T>): Promise<T> {
    const key = createHash('sha256').update(connection).digest('hex')
    const entry = held.get(key) ?? { database: open(connection, options), users: 0 }
    held.set(key, entry)
    clearTimeout(entry.idle)
    entry.users += 1
    try {
      return await work(await entry.database)
    } finally {
      entry.users -= 1
      if (entry.users === 0) entry.idle = setTimeout(drop, KEEP_MS, key, entry).unref()
    }
  }

  function drop(key: string, entry: Held): void {
    held.delete(key)
    entry.database.then((database) => database.close()).catch(() => undefined)
  }

  /** Whatever is at work is cut off. */
  async function close(): Promise<void> {
    const all = [...held.values()]
    held.clear()
    for (const { idle } of all) clearTimeout(idle)
    await Promise.allSettled(all.map(async ({ database }) => (await database).close()))
  }
}

async function open(connection: string, { root, guard }: SqlServiceOptions): Promise<SqlDatabase> {
  const text = connection.trim()
  if (/^sqlite:/i.test(text)) return sqliteDatabase(root, text.slice(7).replace(/^\/\//, ''))
  const url = URL.parse(text)
  switch (url?.protocol) {
    case 'postgres:':
    case 'postgresql:':
      return postgresDatabase(url, guard)
    case 'mysql:':
    case 'mariadb:':
      return mysqlDatabase(url, guard)
    default:
      throw new NodeError('connection_invalid', '"connection" is no address of a database', {
        field: 'connection',
        hint: 'Write sqlite:shop.db, postgres://user:password@host/database or mysql://user:password@host/database.',
        retryable: false,
      })
  }
}
