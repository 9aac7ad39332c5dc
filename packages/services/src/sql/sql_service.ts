import { NodeError, type SqlRequest, type SqlResult, type SqlService } from '@llamanexus/node-sdk'
import type { HostGuard } from '../http/host_guard.ts'
import { unlessAborted } from '../lifetime/unless_aborted.ts'
import { type Bound, bindStatements, standsAlone } from './bind_statements.ts'
import { openDatabases } from './open_databases.ts'
import { refuseWrites } from './refuse_writes.ts'
import { keepRows, passRows } from './row_sink.ts'
import { sqlFailure } from './sql_failure.ts'
import type { SqlDatabase, SqlMode, SqlSession } from './sql_session.ts'

export interface SqlServiceOptions {
  /** The workspace, where SQLite files live. */
  root: string
  guard: HostGuard
}

/** SQL over SQLite, Postgres, MySQL and MariaDB: one transaction a query, bounded in time and size. */
export function createSqlService(options: SqlServiceOptions): SqlService & { close(): Promise<void> } {
  const databases = openDatabases(options)

  async function query(request: SqlRequest): Promise<SqlResult[]> {
    const timeout = AbortSignal.timeout(request.timeout_ms)
    const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout
    try {
      return await databases.use(request.connection, (database) => attempt(database, request, signal))
    } catch (error) {
      if (request.signal?.aborted) throw aborted()
      if (timeout.aborted) throw timedOut(request.timeout_ms)
      throw sqlFailure(error)
    }
  }

  async function attempt(
    database: SqlDatabase,
    request: SqlRequest,
    signal: AbortSignal,
  ): Promise<SqlResult[]> {
    const statements = bindStatements(request.query, request.params, database.dialect)
    if (request.read_only) for (const { sql } of statements) refuseWrites(sql, database.dialect)
    const mode = modeOf(statements, request, database)
    const opening = database.acquire()
    const session = await unlessAborted(opening, signal).catch((error) => {
      // A connection that comes after all has nobody who waits for it.
      opening.then((late) => late.release(true)).catch(ignore)
      throw error
    })
    const stop = () => void session.cancel().catch(ignore)
    signal.addEventListener('abort', stop, { once: true })
    let clean = false
    const work = transaction(session, statements, request, mode, () => {
      clean = true
    })
    try {
      return await unlessAborted(work, signal)
    } finally {
      signal.removeEventListener('abort', stop)
      await session.release(!clean || signal.aborted).catch(ignore)
    }
  }

  return { query, close: databases.close }
}

/** `ended` is told when the connection is as good as before: all is kept, or nothing is. */
async function transaction(
  session: SqlSession,
  statements: readonly Bound[],
  request: SqlRequest,
  mode: SqlMode,
  ended: () => void,
): Promise<SqlResult[]> {
  await session.begin(mode)
  try {
    const results: SqlResult[] = []
    for (const [index, statement] of statements.entries()) {
      const isLast = index === statements.length - 1
      const sink = isLast && request.onRows ? passRows(request.onRows) : keepRows(request)
      results.push(await session.run(statement, sink))
    }
    if (mode !== 'alone') await session.commit()
    ended()
    return results
  } catch (error) {
    if (mode !== 'alone') await session.rollback().then(ended, ignore)
    throw error
  }
}

function modeOf(
  statements: readonly Bound[],
  { read_only: readOnly }: SqlRequest,
  { dialect }: SqlDatabase,
): SqlMode {
  if (readOnly) return 'read'
  const [only] = statements
  return only && statements.length === 1 && standsAlone(only.sql, dialect) ? 'alone' : 'write'
}

const ignore = (): void => undefined

const aborted = (): NodeError => new NodeError('aborted', 'The query was cancelled', { retryable: false })

const timedOut = (ms: number): NodeError =>
  new NodeError('timeout', `The query took longer than ${ms} ms`, {
    field: 'timeout_ms',
    hint: 'Nothing was changed. Make the query cheaper or raise the limit.',
  })
