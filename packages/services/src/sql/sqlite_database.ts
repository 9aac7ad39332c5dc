import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, lstatSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { NodeError, type SqlResult } from '@llamanexus/node-sdk'
import { containedPath } from '../files/contained_path.ts'
import type { Bound } from './bind_statements.ts'
import type { RowSink } from './row_sink.ts'
import type { SqlDatabase, SqlSession } from './sql_session.ts'
import type { SqliteAnswer, SqliteRequest } from './sqlite_child.ts'

const child = fileURLToPath(new URL('./sqlite_child.ts', import.meta.url))

/** A SQLite file below the workspace. Each query has a process of its own, so that it can be ended at any point. */
export function sqliteDatabase(root: string, path: string): SqlDatabase {
  const processes = new Set<ChildProcess>()
  return {
    dialect: 'sqlite',
    async acquire() {
      await mkdir(root, { recursive: true })
      const file = await containedPath(root, path)
      if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink())
        throw invalid(`"${path}" is a link`, 'Name the database itself, below the workspace.')
      const process = fork(child, [], {
        env: {},
        execArgv: ['--disable-warning=ExperimentalWarning', '--max-old-space-size=256'],
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      })
      processes.add(process)
      process.once('exit', () => processes.delete(process))
      return session(process, file, path)
    },
    async close() {
      for (const process of processes) process.kill('SIGKILL')
    },
  }
}

function session(process: ChildProcess, file: string, path: string): SqlSession {
  const ask = (request: SqliteRequest) => askChild(process, request)
  const exec = async (sql: string) => void (await ask({ op: 'exec', sql }))
  return {
    async begin(readOnly) {
      if (readOnly && !existsSync(file))
        throw invalid(
          `There is no database "${path}" in the workspace`,
          'Check the path, or let the node write.',
        )
      await ask({ op: 'open', file, read_only: readOnly })
      await exec(readOnly ? 'BEGIN' : 'BEGIN IMMEDIATE')
    },
    run: (statement, sink) => run(ask, statement, sink),
    commit: () => exec('COMMIT'),
    rollback: () => exec('ROLLBACK'),
    cancel: async () => void process.kill('SIGKILL'),
    async release() {
      if (process.connected) process.disconnect()
    },
  }
}

type Ask = (request: SqliteRequest) => Promise<Extract<SqliteAnswer, { ok: true }>>

async function run(ask: Ask, { sql, values }: Bound, sink: RowSink): Promise<SqlResult> {
  const first = await ask({ op: 'run', sql, values })
  let answer = first
  read: for (;;) {
    for (const row of answer.rows ?? []) {
      if (await sink.take(row)) continue
      await ask({ op: 'stop' })
      break read
    }
    if (answer.done) break
    answer = await ask({ op: 'more' })
  }
  const { rows, truncated, taken } = await sink.end()
  return { rows, columns: first.columns ?? [], truncated, row_count: first.changes ?? taken }
}

/** A child that is gone answers like a database that is. */
async function askChild(process: ChildProcess, request: SqliteRequest) {
  const ended = new AbortController()
  const exit = once(process, 'exit', { signal: ended.signal }).then(() => [gone])
  const message = once(process, 'message', { signal: ended.signal })
  message.catch(() => undefined)
  exit.catch(() => undefined)
  if (process.connected) process.send(request, (error) => error && process.kill('SIGKILL'))
  const [answer] = (await Promise.race([message, process.connected ? exit : [gone]])) as [SqliteAnswer]
  ended.abort()
  if (answer.ok) return answer
  throw Object.assign(new Error(answer.message), { errcode: answer.errcode })
}

const gone: SqliteAnswer = { ok: false, message: 'The process of the query has ended' }

const invalid = (message: string, hint: string): NodeError =>
  new NodeError('connection_invalid', message, { field: 'connection', hint, retryable: false })
