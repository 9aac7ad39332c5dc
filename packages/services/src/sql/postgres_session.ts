import type { SqlResult } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { PoolClient, QueryConfig, QueryResult } from 'pg'
import { type Bound, firstWords } from './bind_statements.ts'
import { toJson } from './json_values.ts'
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
      const words = wordsOf(sql)
      const statement = { sql, values: await forPostgres(run, { sql, values }, words) }
      return reads(words) ? fetchRows(run, statement, sink) : execute(run, statement, sink)
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

interface Words {
  first: string
  /** All but what stands in quotes and comments. */
  code: string
}

function wordsOf(sql: string): Words {
  const tokens = readSql(sql, 'postgres')
  const code = tokens.map((token) => (token.kind === 'code' ? token.text : ' ')).join('')
  return { first: firstWords(tokens), code }
}

/** What a cursor can be declared for. A WITH that changes something is not among it. */
const reads = ({ first, code }: Words): boolean =>
  /^[(\s]*(?:SELECT|VALUES|TABLE|WITH)\b/.test(first) &&
  !/\b(?:insert|update|delete|merge|into)\b/i.test(code.replaceAll(/\bfor\s+(?:no\s+key\s+)?update\b/gi, ''))

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

async function execute(run: Run, { sql, values }: Bound, sink: RowSink): Promise<SqlResult> {
  const result = await run(sql, values)
  await takeAll(
    result.rows.map((row) => toJson(row) as JsonObject),
    sink,
  )
  const { rows, truncated } = await sink.end()
  const columns = result.fields.map(({ name }) => name)
  return { rows, columns, truncated, row_count: result.rowCount || result.rows.length }
}

/** Whether the sink wants more. */
async function takeAll(rows: readonly JsonObject[], sink: RowSink): Promise<boolean> {
  for (const row of rows) if (!(await sink.take(row))) return false
  return true
}

/** A list is a list where the place takes one, and JSON where it takes that: the database itself says what it takes. */
async function forPostgres(run: Run, { sql, values }: Bound, { first }: Words): Promise<JsonValue[]> {
  if (!values.some(Array.isArray) || !PREPARES.test(first)) return values
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
