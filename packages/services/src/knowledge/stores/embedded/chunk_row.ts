import type { DocumentChunk } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'

export interface ChunkRow {
  row: number
  id: string
  document_id: string
  position: number
  text_start: number
  text_end: number
  metadata: string
  text: string
}

export const CHUNK_COLUMNS =
  'chunks.row, chunks.id, chunks.document_id, chunks.position, chunks.text_start, chunks.text_end, chunks.metadata, chunks.text'

/** The metadata were written by us as an object with a source. */
export const chunkOf = (row: ChunkRow): DocumentChunk => ({
  id: row.id,
  text: row.text,
  document_id: row.document_id,
  index: row.position,
  start: row.text_start,
  end: row.text_end,
  metadata: JSON.parse(row.metadata) as JsonObject & { source: string },
})
