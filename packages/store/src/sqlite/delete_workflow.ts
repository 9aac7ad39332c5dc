import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../types.ts'
import type { SqliteJournal } from './journal.ts'
import { removeRuns } from './remove_runs.ts'
import { storeErrorOf } from './store_error_of.ts'
import { transaction } from './transaction.ts'

export interface DeleteWorkflowOptions {
  db: DatabaseSync
  file: string
  journal: SqliteJournal
}

/**
 * Removes a workflow with its versions, and then its runs with their logs, in steps that leave the event loop free.
 * Runs that a crash leaves behind are removed by the next `retain`. Answers false where there is no such workflow.
 */
export const deleteWorkflow = async (
  { db, file, journal }: DeleteWorkflowOptions,
  id: string,
): Promise<boolean> => {
  try {
    const deleted = transaction(db, () => {
      if (journal.holdsWorkflow(id) || hasUnfinishedRun(db, id)) throw busy(id)
      return db.prepare('DELETE FROM workflows WHERE id = ?').run(id).changes > 0
    })
    if (deleted) await removeRuns(db, (limit) => runsOf(db, id, limit))
    return deleted
  } catch (error) {
    throw storeErrorOf(error, file)
  }
}

/** The unary plus keeps SQLite from the workflow's index, and so from all of its ended runs. */
const hasUnfinishedRun = (db: DatabaseSync, id: string): boolean =>
  db
    .prepare(
      `SELECT 1 FROM executions WHERE status IN ('pending', 'running', 'paused') AND +workflow_id = ? LIMIT 1`,
    )
    .get(id) !== undefined

const runsOf = (db: DatabaseSync, id: string, limit: number): string[] =>
  db
    .prepare('SELECT id FROM executions WHERE workflow_id = ? LIMIT ?')
    .all(id, limit)
    .map((row) => String(row.id))

const busy = (id: string): StoreError =>
  new StoreError(
    'busy',
    `The workflow ${id} has unfinished runs. Cancel them or wait for them, then delete it.`,
  )
