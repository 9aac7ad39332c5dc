import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Notification } from '@llamanexus/contract'
import type { NotificationStore } from '../types.ts'
import { storeErrorOf } from './store_error_of.ts'

/** Older ones go; nobody reads them. */
const KEPT = 1000

const COLUMNS = 'n AS seq, id, level, title, message, workflow_id, execution_id, node_id, created_at, read_at'

export const createNotificationStore = (
  db: DatabaseSync,
  file: string,
  clock: () => number,
): NotificationStore => {
  const insert = db.prepare(
    `INSERT INTO notifications (id, key, level, title, message, workflow_id, execution_id, node_id, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`,
  )
  const trim = db.prepare('DELETE FROM notifications WHERE n <= (SELECT max(n) FROM notifications) - ?')
  const byKey = db.prepare(`SELECT ${COLUMNS} FROM notifications WHERE key = ?`)
  const page = db.prepare(
    `SELECT ${COLUMNS} FROM notifications WHERE ? = 0 OR read_at IS NULL ORDER BY n DESC LIMIT ? OFFSET ?`,
  )
  const after = db.prepare(`SELECT ${COLUMNS} FROM notifications WHERE n > ? ORDER BY n LIMIT ?`)
  const last = db.prepare(
    "SELECT coalesce(max(seq), 0) AS n FROM sqlite_sequence WHERE name = 'notifications'",
  )
  const counts = db.prepare(
    'SELECT count(*) AS total, count(*) FILTER (WHERE read_at IS NULL) AS unread FROM notifications',
  )
  const readOne = db.prepare('UPDATE notifications SET read_at = ? WHERE id = ? AND read_at IS NULL')
  const readAll = db.prepare('UPDATE notifications SET read_at = ? WHERE read_at IS NULL')
  const remove = db.prepare('DELETE FROM notifications WHERE id = ?')

  const guarded = async <T>(work: () => T): Promise<T> => {
    try {
      return work()
    } catch (error) {
      throw storeErrorOf(error, file)
    }
  }
  const now = () => new Date(clock()).toISOString()

  return {
    add: ({ key, level, title, message, workflow_id, execution_id, node_id }) =>
      guarded(() => {
        const id = `ntf_${randomUUID()}`
        const { changes } = insert.run(
          id,
          key,
          level,
          title,
          message,
          workflow_id,
          execution_id,
          node_id,
          now(),
        )
        trim.run(KEPT)
        return { notification: byKey.get(key) as unknown as Notification, is_new: changes > 0 }
      }),
    after: (seq, limit) => guarded(() => after.all(seq, limit) as unknown as Notification[]),
    last: () => guarded(() => (last.get() as { n: number }).n),
    list: ({ unread = false, limit, offset }) =>
      guarded(() => {
        const found = counts.get() as { total: number; unread: number }
        const items = page.all(unread ? 1 : 0, limit, offset) as unknown as Notification[]
        return { items, total: unread ? found.unread : found.total, unread: found.unread, limit, offset }
      }),
    read: (ids) =>
      guarded(() => {
        const at = now()
        if (ids === undefined) readAll.run(at)
        else for (const id of ids) readOne.run(at, id)
        return (counts.get() as { unread: number }).unread
      }),
    delete: (id) => guarded(() => remove.run(id).changes > 0),
  }
}
