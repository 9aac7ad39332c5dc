import type { JsonObject } from '@llamanexus/workflow'
import { keyOf } from '../key_of.ts'
import type { ChunkPayload } from './points.ts'
import type { QdrantClient } from './qdrant_client.ts'
import { inPieces, scroll } from './scroll.ts'
import { anyOf, visible } from './visible.ts'

export interface DocumentPayload {
  key: string
  id: string
  source: string
  title: string
  chunks: number
  characters: number
  created_at: string
  updated_at: string
}

type Counted = Pick<
  ChunkPayload,
  'document_key' | 'document_id' | 'index' | 'source' | 'title' | 'characters'
>

const FIELDS = ['document_key', 'document_id', 'index', 'source', 'title', 'characters']

/** Brings what is known of documents in line with their chunks of a version; answers how many documents that one has. */
export async function countDocumentPoints(
  client: QdrantClient,
  { keys, version, time }: { keys: ReadonlySet<string>; version: number; time: string },
): Promise<number> {
  const old = await inPieces(keys, (piece) =>
    scroll<DocumentPayload>(client, visible('document', version, [anyOf('key', piece)]), [
      'key',
      'created_at',
    ]),
  )
  const chunks = await inPieces(keys, (piece) =>
    scroll<Counted>(client, visible('chunk', version, [anyOf('document_key', piece)]), FIELDS),
  )
  const since = new Map(old.map(({ payload }) => [payload.key, payload.created_at]))
  const made = [...Map.groupBy(chunks, ({ payload }) => payload.document_key)].map(([key, points]) =>
    documentPoint(
      key,
      points.map(({ payload }) => payload),
      { version, time, created_at: since.get(key) ?? time },
    ),
  )
  await inPieces(made, async (points) => {
    await client.ask('PUT', '/points?wait=true', { points })
    return []
  })
  await inPieces(old, async (piece) => {
    await client.ask('POST', '/points/payload?wait=true', {
      payload: { died: version },
      points: piece.map(({ id }) => id),
    })
    return []
  })
  const counted = await client.ask<{ count: number }>('POST', '/points/count', {
    filter: visible('document', version),
    exact: true,
  })
  return counted?.count ?? 0
}

function documentPoint(
  key: string,
  chunks: readonly Counted[],
  { version, time, created_at }: { version: number; time: string; created_at: string },
) {
  const [first] = chunks.toSorted((a, b) => a.index - b.index)
  const payload: JsonObject = {
    kind: 'document',
    born: version,
    key,
    id: first?.document_id ?? '',
    source: first?.source ?? '',
    title: first?.title ?? '',
    chunks: chunks.length,
    characters: chunks.reduce((sum, { characters }) => sum + characters, 0),
    created_at,
    updated_at: time,
  }
  return { id: keyOf(`${version} document ${key}`), vector: {}, payload }
}
