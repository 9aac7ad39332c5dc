import type { DatabaseSync } from 'node:sqlite'
import type { ChildRun, ChildRunStore } from '../types.ts'
import { storeErrorOf } from './store_error_of.ts'

type Row = Omit<ChildRun, 'waits'> & { waits: number }

/** Which run started which, on SQLite. */
export const createChildRunStore = (db: DatabaseSync, file: string): ChildRunStore => {
  const columns = 'c.id, c.parent_id, c.path, c.depth, c.waits'
  const select = db.prepare(`SELECT ${columns} FROM child_runs AS c WHERE c.id = ?`)
  const insert = db.prepare(
    'INSERT OR IGNORE INTO child_runs (id, parent_id, path, depth, waits, told) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const tell = db.prepare('UPDATE child_runs SET told = 1 WHERE id = ?')
  const untold = db.prepare(
    `SELECT ${columns} FROM child_runs AS c JOIN executions AS e ON e.id = c.id
     WHERE c.told = 0 AND e.completed_at IS NOT NULL`,
  )
  const waitedFor = db.prepare(
    `SELECT ${columns} FROM child_runs AS c WHERE c.parent_id = ? AND (? IS NULL OR c.path = ?) AND c.told = 0`,
  )
  const orphans = db.prepare(
    `SELECT ${columns} FROM child_runs AS c JOIN executions AS p ON p.id = c.parent_id
     JOIN executions AS e ON e.id = c.id
     WHERE c.told = 0 AND p.completed_at IS NOT NULL AND e.completed_at IS NULL`,
  )
  const many = (rows: unknown[]): ChildRun[] => (rows as Row[]).map(childOf)
  return {
    async add({ id, parent_id, path, depth, waits }) {
      try {
        // Nobody is to be told of a run that nobody waits for.
        insert.run(id, parent_id, path, depth, Number(waits), Number(!waits))
      } catch (error) {
        throw storeErrorOf(error, file)
      }
    },
    async get(id) {
      const row = select.get(id) as Row | undefined
      return row && childOf(row)
    },
    waitedFor: async (parentId, path) => many(waitedFor.all(parentId, path ?? null, path ?? null)),
    untold: async () => many(untold.all()),
    orphans: async () => many(orphans.all()),
    async told(id) {
      try {
        tell.run(id)
      } catch (error) {
        throw storeErrorOf(error, file)
      }
    },
  }
}

const childOf = ({ waits, ...row }: Row): ChildRun => ({ ...row, waits: waits === 1 })
