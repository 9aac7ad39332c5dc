import type { DocumentChunk, KnowledgeDocument } from '@llamanexus/node-sdk'
import type { DocumentsJob, ListJob } from '../../collection_store.ts'
import { keyOf } from '../key_of.ts'
import { stateOf } from './attach_collection.ts'
import type { DocumentPayload } from './count_document_points.ts'
import { type ChunkPayload, chunkOf, tidy } from './points.ts'
import type { QdrantClient } from './qdrant_client.ts'
import { inPieces, scroll } from './scroll.ts'
import { anyOf, chosen, visible } from './visible.ts'

/** Qdrant gives points in the order of their ids: all that fit are put into order here, and only the page is read. */
export async function listPoints(
  client: QdrantClient,
  { collection, document_id, filter, limit, offset }: ListJob,
): Promise<{ items: DocumentChunk[]; total: number }> {
  const { version, chunks } = await stateOf(client, collection)
  if (chunks === 0) return { items: [], total: 0 }
  const more = document_id === undefined ? [] : [anyOf('document_key', [keyOf(tidy(document_id))])]
  const { filter: conditions, fits } = chosen(version, filter, more)
  const fields = ['id', 'document_id', 'index', ...(fits ? ['metadata'] : [])]
  const all = await scroll<ChunkPayload>(client, conditions, fields)
  const found = fits ? all.filter(({ payload }) => fits(payload)) : all
  const page = found
    .toSorted(
      ({ payload: a }, { payload: b }) =>
        byBytes(a.document_id, b.document_id) || a.index - b.index || byBytes(a.id, b.id),
    )
    .slice(offset, offset + limit)
  const read = await inPieces(page, async (piece) => {
    const ids = piece.map(({ id }) => id)
    const points = await client.ask<{ id: string; payload: ChunkPayload }[]>('POST', '/points', {
      ids,
      with_payload: true,
      with_vector: false,
    })
    return points ?? []
  })
  const payloads = new Map(read.map(({ id, payload }) => [id, payload]))
  const items = page.flatMap(({ id }) => {
    const payload = payloads.get(id)
    return payload ? [chunkOf(payload)] : []
  })
  return { items, total: found.length }
}

export async function listDocumentPoints(
  client: QdrantClient,
  { collection, search, limit, offset }: DocumentsJob,
): Promise<{ items: KnowledgeDocument[]; total: number }> {
  const { version, chunks } = await stateOf(client, collection)
  if (chunks === 0) return { items: [], total: 0 }
  const fields = ['id', 'source', 'title', 'chunks', 'characters', 'created_at', 'updated_at']
  const wanted = search.toLowerCase()
  const found = (await scroll<DocumentPayload>(client, visible('document', version), fields))
    .map(({ payload }) => payload)
    .filter(({ source, title }) => `${source}\n${title}`.toLowerCase().includes(wanted))
    .toSorted((a, b) => byBytes(b.updated_at, a.updated_at) || byBytes(a.id, b.id))
  const items = found
    .slice(offset, offset + limit)
    .map(({ id, source, title, chunks, characters, created_at, updated_at }) => ({
      id,
      source,
      title,
      chunks,
      characters,
      created_at,
      updated_at,
    }))
  return { items, total: found.length }
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
