import { NodeError } from '@llamanexus/node-sdk'
import { createKept } from '../lifetime/kept.ts'
import { mysqlDatabase } from './mysql_database.ts'
import { postgresDatabase } from './postgres_database.ts'
import type { SqlServiceOptions } from './sql_service.ts'
import type { SqlDatabase } from './sql_session.ts'
import { sqliteDatabase } from './sqlite_database.ts'

const KEEP_MS = 60_000

/** The databases that queries came for lately, one pool each. */
export function openDatabases(options: SqlServiceOptions) {
  const kept = createKept<SqlDatabase>({ keep_ms: KEEP_MS, close: (database) => database.close() })
  return {
    use: <T>(connection: string, work: (database: SqlDatabase) => Promise<T>): Promise<T> =>
      kept.use(connection, () => open(connection, options), work),
    close: kept.close,
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
