import type { RemoveJob } from '../../collection_store.ts'
import { keyOf } from '../key_of.ts'
import { entryOf } from './attach_tables.ts'
import type { Run } from './connections.ts'
import { countDocumentRows } from './count_document_rows.ts'
import { binder, filterJsonb } from './filter_jsonb.ts'
import { pgText, type Tables } from './tables.ts'
import { countEntry, deleteRows, gone } from './write_rows.ts'

/** Answers how many chunks are gone. */
export async function removeRows(
  run: Run,
  { tables, collection, ids, document_ids, filter, time }: RemoveJob & { tables: Tables; time: string },
): Promise<number> {
  await entryOf(run, tables, collection.name, 'FOR UPDATE')
  const values: unknown[] = []
  const bind = binder(values)
  const among = (column: string, given: readonly string[] | undefined) =>
    given && `${column} = ANY(${bind(given.map((id) => keyOf(pgText(id))))}::uuid[])`
  const conditions = [
    among('chunks.key', ids),
    among('chunks.document_key', document_ids),
    filter && filterJsonb(filter, 'chunks.metadata', bind),
  ].filter((each) => each !== undefined)
  const change = { chunks: 0, terms: 0 }
  const touched = new Set<string>()
  const deleted = await deleteRows(run, tables, conditions.join(' AND '), values)
  gone(change, touched, deleted)
  await countDocumentRows(run, tables, touched, time)
  await countEntry(run, tables, change)
  return deleted.length
}
