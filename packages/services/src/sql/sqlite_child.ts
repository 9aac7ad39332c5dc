import { constants, DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { toJson } from './json_values.ts'
import { rowBytes } from './row_bytes.ts'
import { PIECE_BYTES, PIECE_ROWS } from './row_sink.ts'

/**
 * One SQLite connection at a time in a process of its own: a long query holds up nobody, and ending the process ends it,
 * which SQLite survives by its journal. Rows go out in pieces, each asked for.
 */
export type SqliteRequest =
  | { op: 'open'; file: string; read_only: boolean }
  | { op: 'exec'; sql: string }
  | { op: 'run'; sql: string; values: JsonValue[] }
  | { op: 'more' }
  | { op: 'stop' }
  | { op: 'close' }

export type SqliteAnswer =
  | { ok: true; rows?: JsonObject[]; columns?: string[]; changes?: number; done: boolean }
  | { ok: false; message: string; errcode?: number }

const BUSY_MS = 5000
/** What SQLite itself may take for a query; a value that does not fit is an error of its own. */
const HEAP_BYTES = 256 * 1024 * 1024
/** Longest text or bytes in a value. */
const MAX_VALUE_BYTES = 64 * 1024 * 1024

let db: DatabaseSync | undefined
let rows: Iterator<unknown> | undefined

process.on('message', (request: SqliteRequest) => {
  let answer: SqliteAnswer
  try {
    answer = { ok: true, ...perform(request) }
  } catch (error) {
    const { message, errcode } = error as { message: string; errcode?: number }
    answer = { ok: false, message, ...(errcode !== undefined && { errcode }) }
  }
  process.send?.(answer)
})
process.on('disconnect', () => process.exit())

function perform(request: SqliteRequest): Omit<Extract<SqliteAnswer, { ok: true }>, 'ok'> {
  if (request.op === 'open') {
    db = open(request.file, request.read_only)
    return { done: true }
  }
  if (request.op === 'more') return { ...piece(), columns: undefined }
  if (request.op === 'stop') {
    rows?.return?.()
    rows = undefined
    return { done: true }
  }
  if (request.op === 'close') {
    rows = undefined
    db?.close()
    db = undefined
    return { done: true }
  }
  if (!db) throw new Error('The database is not open')
  if (request.op === 'exec') {
    db.exec(request.sql)
    return { done: true }
  }
  return run(db.prepare(request.sql), request.values.map(forSqlite))
}

function open(file: string, readOnly: boolean): DatabaseSync {
  const opened = new DatabaseSync(file, {
    readOnly,
    timeout: BUSY_MS,
    allowExtension: false,
    limits: { length: MAX_VALUE_BYTES },
  })
  opened.exec(`PRAGMA hard_heap_limit = ${HEAP_BYTES}`)
  opened.setAuthorizer((action, name, detail) => {
    // Another file: what is below the workspace was checked for this one only. VACUUM attaches one without a name.
    if (action === constants.SQLITE_ATTACH && name !== '') return constants.SQLITE_DENY
    if (action === constants.SQLITE_FUNCTION && detail === 'load_extension') return constants.SQLITE_DENY
    if (action === constants.SQLITE_PRAGMA && /_directory$/i.test(name ?? '')) return constants.SQLITE_DENY
    return constants.SQLITE_OK
  })
  return opened
}

function run(statement: StatementSync, values: SQLInputValue[]) {
  statement.setReadBigInts(true)
  const columns = statement.columns().map(({ name }) => name)
  if (columns.length === 0) return { columns, changes: Number(statement.run(...values).changes), done: true }
  rows = statement.iterate(...values)
  return { ...piece(), columns }
}

function piece(): { rows: JsonObject[]; done: boolean } {
  const taken: JsonObject[] = []
  for (let bytes = 0; taken.length < PIECE_ROWS && bytes < PIECE_BYTES; ) {
    const next = rows?.next()
    if (!next || next.done) return { rows: taken, done: true }
    const row = toJson(next.value) as JsonObject
    taken.push(row)
    bytes += rowBytes(row)
  }
  return { rows: taken, done: false }
}

function forSqlite(value: JsonValue): SQLInputValue {
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}
