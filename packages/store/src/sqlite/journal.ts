import type { DatabaseSync } from 'node:sqlite'
import type { ExecutionRecord, Journal, LogEntry } from '@llamanexus/engine'
import type { JsonValue, Workflow } from '@llamanexus/workflow'
import { StoreError } from '../types.ts'
import { addUpdate, runIn } from './batch.ts'
import { createPayloadLoader } from './blobs.ts'
import { fromExecutionRow } from './execution_row.ts'
import { createGroupCommit } from './group_commit.ts'
import { createLogReader } from './log_reader.ts'
import { storeErrorOf } from './store_error_of.ts'
import type { ExecutionRow } from './tables.ts'
import { createBatchWriter } from './write_batch.ts'

/** Told of each transaction of the journal; for tests and metrics. */
export interface CommitInfo {
  runs: number
  entries: number
}

export interface SqliteJournal extends Journal {
  /** True while something of a new run of this workflow waits to be written. */
  holdsWorkflow(workflowId: string): boolean
}

export interface JournalOptions {
  db: DatabaseSync
  file: string
  onCommit?: (info: CommitInfo) => void
}

/** The engine's journal on SQLite. Everything that it reads is durable; what is queued is not seen. */
export const createJournal = ({ db, file, onCommit }: JournalOptions): SqliteJournal => {
  const writeBatch = createBatchWriter(db)
  const group = createGroupCommit({
    write: writeBatch,
    onCommit: (batch) => onCommit?.({ runs: batch.runs.size, entries: countEntries(batch.runs.values()) }),
  })
  const loadPayloads = createPayloadLoader(db)
  const readLog = createLogReader(db, loadPayloads)
  const lastSeqOf = db.prepare(
    'SELECT (SELECT max(last_seq) FROM log_segments WHERE execution_id = e.id) AS seq FROM executions e WHERE id = ?',
  )
  const selectExecution = db.prepare('SELECT * FROM executions WHERE id = ?')
  const selectId = db.prepare('SELECT 1 FROM executions WHERE id = ?')
  const selectVersion = db.prepare(
    'SELECT document FROM workflow_versions WHERE workflow_id = ? AND version = ?',
  )
  // The first condition is the partial index's own, word for word, which is how SQLite finds that it applies.
  const unfinished = `status IN ('pending', 'running', 'paused') AND status IN ('pending', 'running')`
  const selectDue = db.prepare(
    `SELECT * FROM executions WHERE ${unfinished} AND (wake_at IS NULL OR wake_at <= ?) ORDER BY started_at, n LIMIT ?`,
  )
  const selectNextWake = db.prepare(
    `SELECT min(wake_at) AS at FROM executions WHERE ${unfinished} AND wake_at IS NOT NULL`,
  )
  const selectSignals = db.prepare(
    'SELECT n, data FROM signals WHERE execution_id = ? AND name = ? ORDER BY n',
  )

  const queued = (executionId: string) => [
    group.queue().runs.get(executionId),
    group.inFlight()?.runs.get(executionId),
  ]

  /** The last `seq` of a run, written or queued; undefined where there is no such run. */
  const lastSeq = (executionId: string): number | undefined => {
    const waiting = queued(executionId)
    const entry = waiting.find((run) => run?.entries.length)?.entries.at(-1)
    if (entry) return entry.seq
    if (waiting.some((run) => run?.created)) return 0
    const row = lastSeqOf.get(executionId) as { seq: number | null } | undefined
    return row && (row.seq ?? 0)
  }

  const records = async (rows: ExecutionRow[]): Promise<ExecutionRecord[]> => {
    const payload = await loadPayloads(rows.flatMap((row) => [row.trigger_data, row.final_output]))
    return rows.map((row) => fromExecutionRow(row, payload))
  }

  const commit = async (): Promise<void> => {
    try {
      await group.commit()
    } catch (error) {
      throw storeErrorOf(error, file)
    }
  }

  return {
    create: (execution) => {
      const isQueued = queued(execution.id).some((run) => run?.created)
      if (isQueued || selectId.get(execution.id)) {
        throw new StoreError('conflict', `There is already a run with the id ${execution.id}.`)
      }
      runIn(group.queue(), execution.id).created = { ...execution }
    },
    append: (executionId, entries, taken = []) => {
      assertFollows(executionId, lastSeq(executionId), entries)
      const run = runIn(group.queue(), executionId)
      for (const entry of entries) run.entries.push(entry)
      for (const n of taken) group.queue().taken.add(n)
    },
    update: (executionId, update) => addUpdate(runIn(group.queue(), executionId), update),
    commit,

    load: async (executionId) => {
      const row = selectExecution.get(executionId) as ExecutionRow | undefined
      return row && (await records([row]))[0]
    },
    workflow: async (workflowId, version) => {
      const row = selectVersion.get(workflowId, version) as { document: string } | undefined
      return row && (JSON.parse(row.document) as Workflow)
    },
    read: (executionId, after = 0) => readLog(executionId, after),
    due: (now, limit) => records(selectDue.all(now, limit) as unknown as ExecutionRow[]),
    nextWake: async () => (selectNextWake.get() as { at: number | null }).at,
    signal: async (executionId, signal) => {
      if (lastSeq(executionId) === undefined) throw unknownRun(executionId)
      group.queue().signals.push({ execution_id: executionId, signal })
      await commit()
    },
    signals: async (executionId, name) => {
      const rows = selectSignals.all(executionId, name) as { n: number; data: string }[]
      return rows
        .filter(({ n }) => !group.queue().taken.has(n) && !group.inFlight()?.taken.has(n))
        .map(({ n, data }) => ({ id: n, name, data: JSON.parse(data) as JsonValue }))
    },
    holdsWorkflow: (workflowId) =>
      [group.queue(), group.inFlight()]
        .flatMap((batch) => (batch ? [...batch.runs.values()] : []))
        .some(({ created }) => created?.workflow_id === workflowId),
  }
}

/** The log is gapless: an engine that loses count is stopped before it can write a hole. */
const assertFollows = (executionId: string, last: number | undefined, entries: readonly LogEntry[]): void => {
  if (last === undefined) throw unknownRun(executionId)
  for (const [index, entry] of entries.entries()) {
    const expected = last + 1 + index
    if (entry.seq === expected) continue
    throw new StoreError(
      'store_failed',
      `Run ${executionId}: entry ${entry.seq} came where ${expected} was due.`,
    )
  }
}

const unknownRun = (executionId: string): StoreError =>
  new StoreError('store_failed', `There is no run with the id ${executionId}.`)

const countEntries = (runs: Iterable<{ entries: readonly unknown[] }>): number => {
  let count = 0
  for (const { entries } of runs) count += entries.length
  return count
}
