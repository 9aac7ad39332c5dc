import type { DatabaseSync } from 'node:sqlite'
import type { JsonValue } from '@llamanexus/workflow'
import type { ScheduleRow, ScheduleStore } from '../trigger_types.ts'
import { storeErrorOf } from './store_error_of.ts'
import { transaction } from './transaction.ts'

type Row = Omit<ScheduleRow, 'data' | 'active'> & { data: string | null; active: number }

export const createScheduleStore = (db: DatabaseSync, file: string): ScheduleStore => {
  const select = db.prepare('SELECT * FROM schedules WHERE workflow_id = ? ORDER BY created_at, rowid')
  const upsert = db.prepare(
    `INSERT INTO schedules (id, workflow_id, cron, timezone, missed, trigger_node, data, active, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET cron = excluded.cron, timezone = excluded.timezone, missed = excluded.missed,
       trigger_node = excluded.trigger_node, data = excluded.data, active = excluded.active`,
  )
  const remove = db.prepare('DELETE FROM schedules WHERE workflow_id = ? AND id = ?')
  const forget = db.prepare('DELETE FROM trigger_states WHERE workflow_id = ? AND key = ?')
  const selectWorkflows = db.prepare('SELECT DISTINCT workflow_id AS id FROM schedules')
  const writing = <T>(write: () => T): T => {
    try {
      return transaction(db, write)
    } catch (error) {
      throw storeErrorOf(error, file)
    }
  }
  return {
    list: async (workflowId) => (select.all(workflowId) as unknown as Row[]).map(fromRow),
    put: async (schedule) =>
      writing(() => {
        const { id, workflow_id, cron, timezone, missed, trigger_node, data, active, created_at } = schedule
        const kept = data === null ? null : JSON.stringify(data)
        upsert.run(id, workflow_id, cron, timezone, missed, trigger_node, kept, active ? 1 : 0, created_at)
        if (!active) forget.run(workflow_id, id)
      }),
    delete: async (workflowId, id) =>
      writing(() => {
        forget.run(workflowId, id)
        return remove.run(workflowId, id).changes > 0
      }),
    workflows: async () => (selectWorkflows.all() as { id: string }[]).map(({ id }) => id),
  }
}

const fromRow = (row: Row): ScheduleRow => ({
  ...row,
  data: row.data === null ? null : (JSON.parse(row.data) as JsonValue),
  active: row.active === 1,
})
