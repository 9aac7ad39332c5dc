import type { DatabaseSync } from 'node:sqlite'
import type { JsonValue } from '@llamanexus/workflow'
import type { Firing, RunEnding, TriggerChange, TriggerStore, WatchedFile } from '../trigger_types.ts'
import { storeErrorOf } from './store_error_of.ts'
import { transaction } from './transaction.ts'

export const createTriggerStore = (db: DatabaseSync, file: string): TriggerStore => {
  const write = createChangeWriter(db)
  const selectState = db.prepare('SELECT state FROM trigger_states WHERE workflow_id = ? AND key = ?')
  const selectFiles = db.prepare(
    'SELECT path, size, mtime, inode FROM watched_files WHERE workflow_id = ? AND key = ?',
  )
  const selectPending = db.prepare(
    'SELECT execution_id, workflow_id, node_id, source, data FROM trigger_firings ORDER BY n LIMIT ?',
  )
  const selectPendingOf = db.prepare(
    `SELECT execution_id, workflow_id, node_id, source, data FROM trigger_firings
     WHERE workflow_id = ? ORDER BY n LIMIT ?`,
  )
  // Goes from one workflow to the next by the index, so that a flood of one costs no more than a single firing.
  const selectWaiting = db.prepare(
    `WITH RECURSIVE waiting (id) AS (
       SELECT min(workflow_id) FROM trigger_firings
       UNION ALL
       SELECT (SELECT min(workflow_id) FROM trigger_firings WHERE workflow_id > waiting.id)
       FROM waiting WHERE waiting.id IS NOT NULL
     )
     SELECT id FROM waiting WHERE id IS NOT NULL
     ORDER BY (SELECT min(n) FROM trigger_firings WHERE workflow_id = waiting.id)`,
  )
  const removeFiring = db.prepare('DELETE FROM trigger_firings WHERE execution_id = ?')
  const selectEndings = db.prepare('SELECT * FROM run_endings ORDER BY n LIMIT ?')
  const writing = (change: () => void): void => {
    try {
      transaction(db, change)
    } catch (error) {
      throw storeErrorOf(error, file)
    }
  }
  return {
    commit: async (change) => writing(() => write(change)),
    state: async (workflowId, key) => {
      const row = selectState.get(workflowId, key) as { state: string } | undefined
      return row && (JSON.parse(row.state) as JsonValue)
    },
    files: async (workflowId, key) => {
      const rows = selectFiles.all(workflowId, key) as unknown as WatchedFile[]
      return rows.map((row) => ({ ...row }))
    },
    pending: async (limit, workflowId) => {
      const found =
        workflowId === undefined ? selectPending.all(limit) : selectPendingOf.all(workflowId, limit)
      const rows = found as unknown as (Omit<Firing, 'data'> & { data: string })[]
      return rows.map((row) => ({ ...row, data: JSON.parse(row.data) as JsonValue }))
    },
    waiting: async () => (selectWaiting.all() as { id: string }[]).map(({ id }) => id),
    settle: async (executionIds) =>
      writing(() => {
        for (const id of executionIds) removeFiring.run(id)
      }),
    endings: async (limit) => {
      const rows = selectEndings.all(limit) as unknown as RunEnding[]
      return rows.map((row) => ({ ...row }))
    },
  }
}

/** To be called in a transaction. */
const createChangeWriter = (db: DatabaseSync) => {
  const putState = db.prepare(
    `INSERT INTO trigger_states (workflow_id, key, state) VALUES (?, ?, ?)
     ON CONFLICT (workflow_id, key) DO UPDATE SET state = excluded.state`,
  )
  const putFile = db.prepare(
    `INSERT INTO watched_files (workflow_id, key, path, size, mtime, inode) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET size = excluded.size, mtime = excluded.mtime, inode = excluded.inode`,
  )
  const removeFile = db.prepare('DELETE FROM watched_files WHERE workflow_id = ? AND key = ? AND path = ?')
  const addFiring = db.prepare(
    `INSERT INTO trigger_firings (execution_id, workflow_id, node_id, source, data) SELECT ?1, ?2, ?3, ?4, ?5
     WHERE NOT EXISTS (SELECT 1 FROM executions WHERE id = ?1) ON CONFLICT DO NOTHING`,
  )
  const removeEnding = db.prepare('DELETE FROM run_endings WHERE n = ?')

  return ({ firings = [], state, files, heard = [] }: TriggerChange): void => {
    if (state) putState.run(state.workflow_id, state.key, JSON.stringify(state.value))
    if (files) {
      const { workflow_id, key } = files
      for (const path of files.gone) removeFile.run(workflow_id, key, path)
      for (const { path, size, mtime, inode } of files.put)
        putFile.run(workflow_id, key, path, size, mtime, inode)
    }
    for (const { execution_id, workflow_id, node_id, source, data } of firings)
      addFiring.run(execution_id, workflow_id, node_id, source, JSON.stringify(data))
    for (const n of heard) removeEnding.run(n)
  }
}
