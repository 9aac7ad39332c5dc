import type { SqlResult } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import type { PoolClient, QueryConfig, QueryResult } from 'pg'
import type { HostGuard } from '../http/host_guard.ts'
import type { Bound } from './bind_statements.ts'
import { toJson } from './json_values.ts'
import { openPostgresPool } from './postgres_pool.ts'
import type { RowSink } from './row_sink.ts'
import type { SqlDatabase, SqlSession } from './sql_session.ts'

const FETCH_ROWS = 500

/** Postgres through a small pool. Reading goes by a cursor, so that a limit costs what it lets through. */
export async function postgresDatabase(url: URL, guard: HostGuard): Promise<SqlDatabase> {
  const { pool, cancel, close } = await openPostgresPool(url, guard)
  return {
    dialect: 'postgres',
    acquire: async () => session(await pool.connect(), cancel),
    close,
  }
}

function session(client: PoolClient, cancelled: (pid: number) => Promise<void>): SqlSession {
  const run = (text: string, values: unknown[] = []): Promise<QueryResult> =>
    // One statement a message, whatever stands in the text.
    client.query({ text, values, queryMode: 'extended' } as QueryConfig)
  return {
    async begin(readOnly) {
      await client.query(readOnly ? 'BEGIN READ ONLY' : 'BEGIN')
      // Once a transaction has read, nothing can make it writable again.
      if (readOnly) await client.query('SELECT 1')
    },
    run: async (statement, sink) =>
      reads(statement.sql) ? fetchRows(run, statement, sink) : execute(run, statement, sink),
    commit: async () => void (await client.query('COMMIT')),
    rollback: async () => void (await client.query('ROLLBACK')),
    cancel: () => cancelled((client as unknown as { processID: number }).processID),
    release: async (broken) => client.release(broken),
  }
}

type Run = (text: string, values?: unknown[]) => Promise<QueryResult>

/** What a cursor can be declared for. A WITH that changes something is not among it. */
const reads = (sql: string): boolean =>
  /^\s*\(*\s*(?:select|values|table|with)\b/i.test(sql) &&
  !/\b(?:insert|update|delete|merge|into)\b/i.test(sql)

async function fetchRows(run: Run, { sql, values }: Bound, sink: RowSink): Promise<SqlResult> {
  await run(`DECLARE llamanexus_rows NO SCROLL CURSOR FOR ${sql}`, values)
  let columns: string[] = []
  for (let more = true; more; ) {
    const { rows, fields } = await run(`FETCH FORWARD ${FETCH_ROWS} FROM llamanexus_rows`)
    columns = fields.map(({ name }) => name)
    more = rows.length === FETCH_ROWS
    if (!(await takeAll(rows, sink))) break
  }
  await run('CLOSE llamanexus_rows')
  const { rows, truncated, taken } = await sink.end()
  return { rows, columns, truncated, row_count: taken }
}

async function execute(run: Run, { sql, values }: Bound, sink: RowSink): Promise<SqlResult> {
  const result = await run(sql, values)
  await takeAll(result.rows, sink)
  const { rows, truncated } = await sink.end()
  const columns = result.fields.map(({ name }) => name)
  return { rows, columns, truncated, row_count: result.rowCount ?? 0 }
}

/** Whether the sink wants more. */
async function takeAll(rows: readonly Record<string, unknown>[], sink: RowSink): Promise<boolean> {
  for (const row of rows) if (!(await sink.take(toJson(row) as JsonObject))) return false
  return true
}
