import type { DatabaseSync } from 'node:sqlite'
import type { DocumentChunk, KnowledgeDocument } from '@llamanexus/node-sdk'
import { collectionNamed } from '../../database/collections.ts'
import type { Jobs, ListJob } from '../../database/jobs.ts'
import { CHUNK_COLUMNS, type ChunkRow, chunkOf } from './chunk_row.ts'
import { filterSql } from './filter_sql.ts'

export function listChunks(db: DatabaseSync, job: ListJob): { items: DocumentChunk[]; total: number } {
  const { id } = collectionNamed(db, job.collection)
  const filter = job.filter ? filterSql(job.filter) : { sql: '1', values: [] }
  const document = job.document_id === undefined ? '1' : 'chunks.document_id = ?'
  const from = `FROM chunks WHERE chunks.collection = ? AND ${document} AND ${filter.sql}`
  const values = [id, ...(job.document_id === undefined ? [] : [job.document_id]), ...filter.values]
  const total = Number(db.prepare(`SELECT count(*) AS n ${from}`).get(...values)?.['n'])
  const rows = db
    .prepare(
      `SELECT ${CHUNK_COLUMNS} ${from} ORDER BY chunks.document_id, chunks.position, chunks.id LIMIT ? OFFSET ?`,
    )
    .all(...values, job.limit, job.offset) as unknown as ChunkRow[]
  return { items: rows.map(chunkOf), total }
}

export function listDocuments(
  db: DatabaseSync,
  job: Jobs['documents'][0],
): { items: KnowledgeDocument[]; total: number } {
  const { id } = collectionNamed(db, job.collection)
  const from = 'FROM documents WHERE collection = ? AND (instr(folded(source), ?) OR instr(folded(title), ?))'
  const search = job.search.toLowerCase()
  const values = [id, search, search]
  const total = Number(db.prepare(`SELECT count(*) AS n ${from}`).get(...values)?.['n'])
  const rows = db
    .prepare(
      `SELECT id, source, title, chunks, characters, created_at, updated_at ${from}
       ORDER BY updated_at DESC, id LIMIT ? OFFSET ?`,
    )
    .all(...values, job.limit, job.offset)
  return { items: rows.map((row) => ({ ...(row as unknown as KnowledgeDocument) })), total }
}
