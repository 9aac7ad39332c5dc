import { createKept } from '../lifetime/kept.ts'
import { connectionInvalid } from './database_url.ts'
import { mysqlDatabase } from './mysql_database.ts'
import { postgresDatabase } from './postgres_database.ts'
import type { SqlServiceOptions } from './sql_service.ts'
import type { SqlDatabase } from './sql_session.ts'
import { sqliteDatabase } from './sqlite_database.ts'
import { createSqliteProcesses, type SqliteProcesses } from './sqlite_processes.ts'

const KEEP_MS = 60_000

/** The databases that queries came for lately, one pool each. */
export function openDatabases(options: SqlServiceOptions) {
  const processes = createSqliteProcesses()
  const kept = createKept<SqlDatabase>({ keep_ms: KEEP_MS, close: (database) => database.close() })
  return {
    use: <T>(connection: string, work: (database: SqlDatabase) => Promise<T>): Promise<T> =>
      kept.use(connection, () => open(connection, options, processes), work),
    async close() {
      processes.close()
      await kept.close()
    },
  }
}

async function open(
  connection: string,
  { root, guard }: SqlServiceOptions,
  processes: SqliteProcesses,
): Promise<SqlDatabase> {
  const text = connection.trim()
  if (/^sqlite:/i.test(text)) return sqliteDatabase(processes, root, text.slice(7).replace(/^\/\//, ''))
  const url = URL.parse(text)
  switch (url?.protocol) {
    case 'postgres:':
    case 'postgresql:':
      return postgresDatabase(url, guard)
    case 'mysql:':
    case 'mariadb:':
      return mysqlDatabase(url, guard)
    default:
      throw connectionInvalid(
        '"connection" is no address of a database',
        'Write sqlite:shop.db, postgres://user:password@host/database or mysql://user:password@host/database.',
      )
  }
}
