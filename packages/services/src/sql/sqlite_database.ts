import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, lstatSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import type { SqlResult } from '@llamanexus/node-sdk'
import { atField } from '../errors/at_field.ts'
import { containedPath } from '../files/contained_path.ts'
import type { Bound } from './bind_statements.ts'
import { connectionInvalid } from './database_url.ts'
import { onlyReads } from './only_reads.ts'
import type { RowSink } from './row_sink.ts'
import type { SqlDatabase, SqlSession } from './sql_session.ts'
import type { SqliteAnswer, SqliteRequest } from './sqlite_child.ts'
import type { SqliteProcesses } from './sqlite_processes.ts'

/** A SQLite file below the workspace. Each query has a process to itself, so that it can be ended at any point. */
export function sqliteDatabase(processes: SqliteProcesses, root: string, path: string): SqlDatabase {
  return {
    dialect: 'sqlite',
    async acquire() {
      await mkdir(root, { recursive: true })
      const file = await containedPath(root, path).catch(atField('connection'))
      if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink())
        throw connectionInvalid(`"${path}" is a link`, 'Name the database itself, below the workspace.')
      const process = processes.take()
      return session(process, file, path, () => processes.give(process))
    },
    // Those who gave the processes end them.
    close: async () => undefined,
  }
}

function session(process: ChildProcess, file: string, path: string, give: () => void): SqlSession {
  const ask = (request: SqliteRequest) => askChild(process, request)
  const exec = async (sql: string) => void (await ask({ op: 'exec', sql }))
  return {
    async begin(mode) {
      if (mode === 'read' && !existsSync(file))
        throw connectionInvalid(
          `There is no database "${path}" in the workspace`,
          'Check the path, or turn Read only off to have it made.',
        )
      await ask({ op: 'open', file, read_only: mode === 'read' })
      if (mode !== 'alone') await exec(mode === 'read' ? 'BEGIN' : 'BEGIN IMMEDIATE')
    },
    run: (statement, sink) => run(ask, statement, sink),
    commit: () => exec('COMMIT'),
    rollback: () => exec('ROLLBACK'),
    cancel: async () => void process.kill('SIGKILL'),
    async release(broken) {
      const clean =
        !broken &&
        (await ask({ op: 'close' }).then(
          () => true,
          () => false,
        ))
      if (clean) give()
      else process.kill('SIGKILL')
    },
  }
}

type Ask = (request: SqliteRequest) => Promise<Extract<SqliteAnswer, { ok: true }>>

async function run(ask: Ask, { sql, values }: Bound, sink: RowSink): Promise<SqlResult> {
  const first = await ask({ op: 'run', sql, values })
  const written = !onlyReads(sql, 'sqlite')
  let seen = 0
  let wanted = true
  let answer = first
  read: for (;;) {
    for (const row of answer.rows ?? []) {
      seen += 1
      wanted &&= await sink.take(row)
      if (wanted || written) continue
      await ask({ op: 'stop' })
      break read
    }
    if (answer.done) break
    answer = await ask({ op: 'more' })
  }
  const { rows, truncated, taken } = await sink.end({ written })
  return {
    rows,
    columns: first.columns ?? [],
    truncated,
    row_count: first.changes ?? (written ? seen : taken),
  }
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
