import { connect } from 'node:net'
import type { SqlResult } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { Connection, ConnectionOptions, Pool, PoolConnection, ResultSetHeader } from 'mysql2'
import type { HostGuard } from '../http/host_guard.ts'
import { type Bound, firstWords } from './bind_statements.ts'
import { toJson } from './json_values.ts'
import { readSql } from './read_sql.ts'
import type { RowSink } from './row_sink.ts'
import type { SqlDatabase, SqlSession } from './sql_session.ts'

const CONNECT_MS = 10_000
const PORT = 3306

/** MySQL and MariaDB through a small pool. Rows are read as they come; a limit ends the query on the server. */
export async function mysqlDatabase(url: URL, guard: HostGuard): Promise<SqlDatabase> {
  const { default: mysql } = await import('mysql2')
  const port = Number(url.port) || PORT
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const config = (): ConnectionOptions => {
    guard.literal(host, port)
    return {
      host,
      port,
      // The name is looked up and checked with each connection, and stays the one that TLS asks for.
      stream: () => connect({ host, port, lookup: guard.lookup(port) }),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: decodeURIComponent(url.pathname.slice(1)) || undefined,
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
  let onlyReads = false
  const plain = (sql: string): Promise<void> =>
    new Promise((resolve, reject) => connection.query(sql, (error) => (error ? reject(error) : resolve())))
  return {
    async begin(readOnly) {
      onlyReads = readOnly
      // What defines tables ends the transaction that it stands in, and would begin one that may write.
      await plain(`SET SESSION TRANSACTION ${readOnly ? 'READ ONLY' : 'READ WRITE'}`)
      await plain('START TRANSACTION')
    },
    async run(statement, sink) {
      if (onlyReads) refuseWrites(statement.sql)
      return run(connection, statement, sink, () => kill(connection.threadId))
    },
    commit: () => plain('COMMIT'),
    rollback: () => plain('ROLLBACK'),
    cancel: () => kill(connection.threadId),
    release: async (broken) => (broken ? connection.destroy() : connection.release()),
  }
}

/** The server lets some through although the transaction may only read: what writes files, and what defines things. */
function refuseWrites(sql: string): void {
  const words = firstWords(readSql(sql, 'mysql'))
  const whole = readSql(sql, 'mysql').flatMap((token) => (token.kind === 'code' ? [token.text] : []))
  if (READS.test(words) && !/\bINTO\s+(?:OUTFILE|DUMPFILE)\b/i.test(whole.join(' '))) return
  throw Object.assign(new Error(`${words.split(' ', 1)[0]} may change something`), { errno: READ_ONLY_ERROR })
}

const READS = /^\(*\s*(?:SELECT|WITH|SHOW|DESCRIBE|DESC|EXPLAIN|VALUES|TABLE)\b/
const READ_ONLY_ERROR = 1792

/** MariaDB's and MySQL's word for a query that was killed. */
const INTERRUPTED = new Set([1317, 3024, 1969])

async function run(
  connection: PoolConnection,
  { sql, values }: Bound,
  sink: RowSink,
  stop: () => Promise<void>,
): Promise<SqlResult> {
  const bound = values.map(forMysql)
  const command = connection.execute(sql, bound)
  let header: ResultSetHeader | undefined
  let columns: string[] = []
  command.on('fields', (fields?: { name: string }[]) => {
    columns = fields?.map(({ name }) => name) ?? []
  })
  command.on('result', (result: ResultSetHeader | object) => {
    if ('affectedRows' in result && columns.length === 0) header = result as ResultSetHeader
  })
  let enough = false
  try {
    for await (const row of command.stream({ highWaterMark: 100 })) {
      if (enough || isHeader(row, columns)) continue
      if (await sink.take(toJson(row) as JsonObject)) continue
      enough = true
      await stop()
    }
  } catch (error) {
    if (!enough || !INTERRUPTED.has((error as { errno?: number }).errno ?? 0)) throw error
  }
  const { rows, truncated, taken } = await sink.end()
  return { rows, columns, truncated, row_count: header?.affectedRows ?? taken }
}

const isHeader = (row: object, columns: readonly string[]): boolean =>
  columns.length === 0 && 'affectedRows' in row

/** Lists and objects go into JSON columns, which take text. */
const forMysql = (value: JsonValue): string | number | boolean | null =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value
