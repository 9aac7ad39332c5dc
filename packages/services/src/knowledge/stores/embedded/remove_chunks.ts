import type { DatabaseSync } from 'node:sqlite'
import { collectionNamed } from '../../database/collections.ts'
import type { RemoveJob } from '../../database/jobs.ts'
import { rowsOf } from '../../database/schema.ts'
import { inTransaction } from '../../database/transaction.ts'
import { countDocuments } from './count_documents.ts'
import { filterSql } from './filter_sql.ts'
import { rowRemover } from './write_chunks.ts'

/** Answers how many chunks are gone. */
export function removeChunks(db: DatabaseSync, job: RemoveJob, now: number): number {
  return inTransaction(db, () => {
    const { id: collection } = collectionNamed(db, job.collection)
    const found = select(db, collection, job)
    const remove = rowRemover(db, collection)
    for (const { row } of found) remove(row)
    const time = new Date(now).toISOString()
    countDocuments(db, collection, new Set(found.map(({ document_id }) => document_id)), time)
    if (found.length > 0) {
      db.prepare('UPDATE collections SET updated_at = ? WHERE id = ?').run(time, collection)
    }
    return found.length
  })
}

function select(db: DatabaseSync, collection: number, { ids, document_ids, filter }: RemoveJob) {
  const { first, last } = rowsOf(collection)
  const among = (column: string, values: readonly string[] | undefined) =>
    values && {
      sql: `${column} IN (SELECT value FROM json_each(?))`,
      values: [JSON.stringify(values)],
    }
  const conditions = [
    { sql: 'chunks.row BETWEEN ? AND ?', values: [first, last] },
    among('chunks.id', ids),
    among('chunks.document_id', document_ids),
    filter && filterSql(filter),
  ].filter((each) => each !== undefined)
  return db
    .prepare(`SELECT row, document_id FROM chunks WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`)
    .all(...conditions.flatMap(({ values }) => values)) as { row: number; document_id: string }[]
}
