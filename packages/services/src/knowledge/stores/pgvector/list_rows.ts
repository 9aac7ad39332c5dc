import type { DocumentChunk, KnowledgeDocument } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import type { DocumentsJob, ListJob } from '../../collection_store.ts'
import { keyOf } from '../key_of.ts'
import { entryOf } from './attach_tables.ts'
import type { Run } from './connections.ts'
import { binder, filterJsonb } from './filter_jsonb.ts'
import { pgText, type Tables } from './tables.ts'

export const CHUNK_COLUMNS =
  'chunks.row, chunks.id, chunks.document_id, chunks.position, chunks.text_start, chunks.text_end, chunks.metadata, chunks.text'

interface ChunkRow {
  id: string
  document_id: string
  position: number
  text_start: number
  text_end: number
  metadata: JsonObject & { source: string }
  text: string
}

export async function listRows(
  run: Run,
  tables: Tables,
  job: ListJob,
): Promise<{ items: DocumentChunk[]; total: number }> {
  await entryOf(run, tables, job.collection.name)
  const values: unknown[] = []
  const bind = binder(values)
  const conditions = [
    job.document_id !== undefined && `document_key = ${bind(keyOf(pgText(job.document_id)))}::uuid`,
    job.filter && filterJsonb(job.filter, 'chunks.metadata', bind),
  ].filter((each) => typeof each === 'string')
  const from = `FROM ${tables.chunks} AS chunks WHERE ${conditions.join(' AND ') || 'true'}`
  const [counted] = await run(`SELECT count(*) AS total ${from}`, values)
  const rows = await run(
    `SELECT ${CHUNK_COLUMNS} ${from} ORDER BY document_id, position, id LIMIT ${bind(job.limit)} OFFSET ${bind(job.offset)}`,
    values,
  )
  return { items: rows.map(chunkOf), total: Number(counted?.['total']) }
}

export async function listDocumentRows(
  run: Run,
  tables: Tables,
  { collection, search, limit, offset }: DocumentsJob,
): Promise<{ items: KnowledgeDocument[]; total: number }> {
  await entryOf(run, tables, collection.name)
  const from = `FROM ${tables.documents} WHERE strpos(folded, $1::text) > 0`
  const wanted = pgText(search.toLowerCase())
  const [counted] = await run(`SELECT count(*) AS total ${from}`, [wanted])
  const rows = await run(
    `SELECT id, source, title, chunks, characters, created_at, updated_at ${from}
     ORDER BY updated_at DESC, id LIMIT $2 OFFSET $3`,
    [wanted, limit, offset],
  )
  return { items: rows as unknown as KnowledgeDocument[], total: Number(counted?.['total']) }
}

/** The columns are ours. */
export function chunkOf(row: Record<string, unknown>): DocumentChunk {
  const { id, document_id, position, text_start, text_end, metadata, text } = row as unknown as ChunkRow
  return { id, text, document_id, index: position, start: text_start, end: text_end, metadata }
}
