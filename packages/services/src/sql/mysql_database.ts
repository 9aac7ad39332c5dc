import { connect } from 'node:net'
import type { SqlResult } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { Connection, ConnectionOptions, Pool, PoolConnection, Query, ResultSetHeader } from 'mysql2'
import type { HostGuard } from '../http/host_guard.ts'
import type { Bound } from './bind_statements.ts'
import { readDatabaseUrl } from './database_url.ts'
import { toJson } from './json_values.ts'
import { onlyReads } from './only_reads.ts'
import type { RowSink } from './row_sink.ts'
import type { SqlDatabase, SqlSession } from './sql_session.ts'

const CONNECT_MS = 10_000
const PORT = 3306

/** MySQL and MariaDB through a small pool. Rows are read as they come; a limit ends the query on the server. */
export async function mysqlDatabase(url: URL, guard: HostGuard): Promise<SqlDatabase> {
  const { host, port, user, password, database } = readDatabaseUrl(url, PORT)
  const { default: mysql } = await import('mysql2')
  const config = (): ConnectionOptions => {
    guard.literal(host, port)
    return {
      host,
      port,
      // The name is looked up and checked with each connection, and stays the one that TLS asks for.
      stream: () => connect({ host, port, noDelay: true, lookup: guard.lookup(port) }),
      user,
      password,
      database,
      charset: 'utf8mb4',
      connectTimeout: CONNECT_MS,
      dateStrings: true,
      supportBigNumbers: true,
      // A server may ask for any file of this machine with LOAD DATA LOCAL; the answer is no.
      flags: ['-LOCAL_FILES'],
      ...(url.searchParams.get('ssl') === 'true' && { ssl: { verifyIdentity: true } }),
    }
  }
  const pool: Pool = mysql.createPool({ ...config(), connectionLimit: 8, idleTimeout: 30_000, maxIdle: 2 })
  const kill = async (id: number | null) => {
    const other: Connection = mysql.createConnection(config())
    other.on('error', () => undefined)
    await new Promise<void>((resolve, reject) =>
      other.query(`KILL QUERY ${Number(id)}`, (error) => (error ? reject(error) : resolve())),
    ).finally(() => other.destroy())
  }
  return {
    dialect: 'mysql',
    acquire: () =>
      new Promise((resolve, reject) =>
        pool.getConnection((error, connection) =>
          error ? reject(error) : resolve(session(connection, kill)),
        ),
      ),
    close: () => new Promise((resolve) => pool.end(() => resolve())),
  }
}

function session(connection: PoolConnection, kill: (id: number | null) => Promise<void>): SqlSession {
  const plain = (sql: string): Promise<void> =>
    new Promise((resolve, reject) => connection.query(sql, (error) => (error ? reject(error) : resolve())))
  return {
    async begin(mode) {
      // What defines tables ends the transaction that it stands in, and would begin one that may write.
      await plain(`SET SESSION TRANSACTION ${mode === 'read' ? 'READ ONLY' : 'READ WRITE'}`)
      await plain('START TRANSACTION')
    },
    run: (statement, sink) => run(connection, statement, sink, () => kill(connection.threadId)),
    commit: () => plain('COMMIT'),
    rollback: () => plain('ROLLBACK'),
    cancel: () => kill(connection.threadId),
    async release(broken) {
      const clean = !broken && (await asNew(connection, plain).then(yes, no))
      if (clean) connection.release()
      else connection.destroy()
    },
  }
}

/** Settings, locks, variables and temporary tables are for the query that made them; so are the letters it writes in. */
async function asNew(connection: PoolConnection, plain: (sql: string) => Promise<void>): Promise<void> {
  await new Promise<void>((resolve, reject) =>
    connection.reset((error) => (error ? reject(error) : resolve())),
  )
  await plain('SET NAMES utf8mb4')
}

/** MariaDB's and MySQL's word for a query that was killed. */
const INTERRUPTED = new Set([1317, 3024, 1969])

async function run(
  connection: PoolConnection,
  { sql, values }: Bound,
  sink: RowSink,
  stop: () => Promise<void>,
): Promise<SqlResult> {
  try {
    return await read(connection, { sql, command: connection.execute(sql, values.map(forMysql)) }, sink, stop)
  } catch (error) {
    // MySQL prepares no statement that defines a trigger or a procedure.
    if ((error as { errno?: number }).errno !== NOT_PREPARED || values.length > 0) throw error
    return read(connection, { sql, command: connection.query(sql) }, sink, stop)
  }
}

const NOT_PREPARED = 1295
/** Rows that are read ahead of who takes them; they may be wide. */
const AHEAD = 16

async function read(
  connection: PoolConnection,
  { sql, command }: { sql: string; command: Query },
  sink: RowSink,
  stop: () => Promise<void>,
): Promise<SqlResult> {
  let header: ResultSetHeader | undefined
  let columns: string[] = []
  command.on('fields', (fields?: { name: string }[]) => {
    columns = fields?.map(({ name }) => name) ?? []
  })
  command.on('result', (result: ResultSetHeader | object) => {
    if ('affectedRows' in result && columns.length === 0) header = result as ResultSetHeader
  })
  const written = !onlyReads(sql, 'mysql')
  let seen = 0
  let enough = false
  let failure: { error: unknown } | undefined
  // Told again to the stream, while there is one.
  command.on('error', ignore)
  const rows = command.stream({ highWaterMark: AHEAD })
  // The driver tells the connection of this, and not the query that waits for it.
  const lost = (error: Error = new Error('Connection terminated')) => void rows.destroy(error)
  connection.on('error', lost).on('end', lost)
  try {
    for await (const row of rows) {
      if (isHeader(row, columns)) continue
      seen += 1
      if (enough) continue
      try {
        if (await sink.take(toJson(row) as JsonObject)) continue
      } catch (error) {
        failure = { error }
      }
      // What is on its way is read to its end, which the server is told to put soon, unless it writes.
      enough = true
      if (!written) await stop()
    }
  } catch (error) {
    if (!enough || !INTERRUPTED.has((error as { errno?: number }).errno ?? 0)) throw error
  } finally {
    connection.off('error', lost).off('end', lost)
  }
  if (failure) throw failure.error
  const { rows: kept, truncated, taken } = await sink.end({ written })
  return { rows: kept, columns, truncated, row_count: header?.affectedRows ?? (written ? seen : taken) }
}

const isHeader = (row: object, columns: readonly string[]): boolean =>
  columns.length === 0 && 'affectedRows' in row

/** Lists and objects go into JSON columns, which take text. */
const forMysql = (value: JsonValue): string | number | boolean | null =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value

const yes = (): true => true
const no = (): false => false
const ignore = (): void => undefined
