import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { transaction } from './transaction.ts'

/** Runs removed in one transaction; other work has its turn between two of them. */
const STEP = 100

/**
 * Removes runs with their logs, signals and the payloads that nothing else refers to. `next` names the ones to go and
 * is asked again until it names none. Answers how many were removed.
 */
export const removeRuns = async (db: DatabaseSync, next: (limit: number) => string[]): Promise<number> => {
  const remove = db.prepare('DELETE FROM executions WHERE id = ?')
  let removed = 0
  for (let ids = next(STEP); ids.length > 0; ids = next(STEP)) {
    transaction(db, () => {
      const payloads = payloadsOf(db, ids)
      for (const id of ids) remove.run(id)
      removeUnused(db, payloads)
    })
    removed += ids.length
    await nextTurn()
  }
  return removed
}

const payloadsOf = (db: DatabaseSync, ids: readonly string[]): string =>
  JSON.stringify(
    db
      .prepare('SELECT DISTINCT hash FROM blob_refs WHERE execution_id IN (SELECT value FROM json_each(?))')
      .all(JSON.stringify(ids))
      .map(({ hash }) => hash),
  )

const removeUnused = (db: DatabaseSync, payloads: string): void => {
  db.prepare(
    `DELETE FROM blobs WHERE hash IN (SELECT value FROM json_each(?))
     AND NOT EXISTS (SELECT 1 FROM blob_refs r WHERE r.hash = blobs.hash)`,
  ).run(payloads)
}
