import type { DocumentChunk } from '@llamanexus/node-sdk'

/** Only what is kept of a chunk; its vector goes beside it. */
export const plainChunk = (chunk: DocumentChunk): DocumentChunk => ({
  id: chunk.id,
  text: chunk.text,
  document_id: chunk.document_id,
  index: chunk.index,
  start: chunk.start,
  end: chunk.end,
  metadata: chunk.metadata,
})
