import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { NodeError, type SqlResult } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { PoolClient, Query, QueryConfig, QueryResult } from 'pg'
import { type Bound, firstWords } from './bind_statements.ts'
import { drainInto } from './drain_into.ts'
import { toJson } from './json_values.ts'
import { onlyReads } from './only_reads.ts'
import { readSql } from './read_sql.ts'
import { rowBytes } from './row_bytes.ts'
import { PIECE_BYTES, PIECE_ROWS, type RowSink } from './row_sink.ts'
import type { SqlSession } from './sql_session.ts'

const FIRST_ROWS = 10

/** One connection to Postgres. Reading goes by a cursor, so that a limit costs what it lets through. */
export function postgresSession(client: PoolClient, cancelled: (pid: number) => Promise<void>): SqlSession {
  const run: Run = (text, values = []) =>
    // One statement a message, whatever stands in the text.
    client.query({ text, values, queryMode: 'extended' } as QueryConfig)
  return {
    async begin(mode) {
      if (mode === 'alone') return
      await client.query(mode === 'read' ? 'BEGIN READ ONLY' : 'BEGIN')
      // Once a transaction has read, nothing can make it writable again.
      if (mode === 'read') await client.query('SELECT 1')
    },
    async run({ sql, values }, sink) {
      refuseCopyOut(sql)
      const statement = { sql, values: await forPostgres(run, { sql, values }) }
      return onlyReads(sql, 'postgres') ? fetchRows(run, statement, sink) : execute(client, statement, sink)
    },
    commit: async () => void (await client.query('COMMIT')),
    rollback: async () => void (await client.query('ROLLBACK')),
    cancel: () => cancelled((client as unknown as { processID: number }).processID),
    async release(broken) {
      // Settings, locks and temporary tables are for the query that made them.
      const clean = !broken && (await client.query('DISCARD ALL').then(yes, no))
      client.release(!clean)
    },
  }
}

type Run = (text: string, values?: unknown[]) => Promise<QueryResult>

/** How many rows come at once follows from how large they have been, so that few wide ones do not fill the memory. */
async function fetchRows(run: Run, { sql, values }: Bound, sink: RowSink): Promise<SqlResult> {
  await run(`DECLARE llamanexus_rows NO SCROLL CURSOR FOR ${sql}`, values)
  let columns: string[] = []
  for (let count = FIRST_ROWS, more = true; more; ) {
    const { rows, fields } = await run(`FETCH FORWARD ${count} FROM llamanexus_rows`)
    columns = fields.map(({ name }) => name)
    more = rows.length === count
    const taken = rows.map((row) => toJson(row) as JsonObject)
    if (!(await takeAll(taken, sink))) break
    count = nextCount(count, taken)
  }
  await run('CLOSE llamanexus_rows')
  const { rows, truncated, taken } = await sink.end()
  return { rows, columns, truncated, row_count: taken }
}

function nextCount(count: number, rows: readonly JsonObject[]): number {
  const bytes = rows.reduce((sum, row) => sum + rowBytes(row), 1)
  const fitting = Math.floor((PIECE_BYTES * rows.length) / bytes)
  return Math.max(1, Math.min(fitting, count * 8, PIECE_ROWS))
}

/**
 * What no cursor can be declared for, such as an INSERT with RETURNING, runs to its end: its rows are taken one by one as
 * they come, and those past a limit are dropped.
 */
async function execute(client: PoolClient, { sql, values }: Bound, sink: RowSink): Promise<SqlResult> {
  const { Query } = (await import('pg')).default
  const query = new Query({ text: sql, values, queryMode: 'extended' } as QueryConfig)
  let result: QueryResult | undefined
  const rows = rowsOf(client, query, (ended) => {
    result = ended
  })
  client.query(query)
  const seen = await drainInto(sink, rows)
  const { rows: kept, truncated } = await sink.end({ written: true })
  const columns = result?.fields.map(({ name }) => name) ?? []
  return { rows: kept, columns, truncated, row_count: result?.rowCount || seen }
}

/** The rows of a query as they come. The socket rests while there are enough that nobody has taken. */
function rowsOf(client: PoolClient, query: Query, ended: (result: QueryResult) => void): Readable {
  const { stream: socket } = (client as unknown as { connection: { stream: Socket } }).connection
  const rows = new Readable({ objectMode: true, highWaterMark: AHEAD, read: () => void socket.resume() })
  query.on('row', (row) => {
    if (!rows.push(row)) socket.pause()
  })
  query.on('end', (result) => {
    ended(result as unknown as QueryResult)
    rows.push(null)
    // The next query needs it, and nobody asks for more rows of this one.
    socket.resume()
  })
  query.on('error', (error) => {
    rows.destroy(error)
    socket.resume()
  })
  return rows
}

const AHEAD = 64

/** Its rows come as lines of text beside all results, where nobody would see them. */
function refuseCopyOut(sql: string): void {
  const tokens = readSql(sql, 'postgres')
  const code = tokens.map((token) => (token.kind === 'code' ? token.text : ' ')).join('')
  if (!/^COPY\b/.test(firstWords(tokens)) || !/\bto\s+stdout\b/i.test(code)) return
  throw new NodeError('sql_invalid', 'COPY … TO STDOUT gives no rows here', {
    field: 'query',
    hint: 'Select the rows, and set "Write rows to" for a CSV file of any length.',
    retryable: false,
  })
}

/** Whether the sink wants more. */
async function takeAll(rows: readonly JsonObject[], sink: RowSink): Promise<boolean> {
  for (const row of rows) if (!(await sink.take(row))) return false
  return true
}

/** A list is a list where the place takes one, and JSON where it takes that: the database itself says what it takes. */
async function forPostgres(run: Run, { sql, values }: Bound): Promise<JsonValue[]> {
  if (!values.some(Array.isArray) || !PREPARES.test(firstWords(readSql(sql, 'postgres')))) return values
  await run(`PREPARE llamanexus_places AS ${sql}`)
  const { rows } = await run(
    "SELECT parameter_types::text[] AS types FROM pg_prepared_statements WHERE name = 'llamanexus_places'",
  )
  await run('DEALLOCATE llamanexus_places')
  const types = ((rows[0] as { types?: string[] })?.types ?? []) as string[]
  return values.map((value, at) =>
    Array.isArray(value) && !types[at]?.endsWith('[]') ? JSON.stringify(value) : value,
  )
}

const PREPARES = /^[(\s]*(?:SELECT|VALUES|TABLE|WITH|INSERT|UPDATE|DELETE|MERGE)\b/

const yes = (): true => true
const no = (): false => false
