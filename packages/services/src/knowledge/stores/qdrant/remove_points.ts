import type { RemoveJob } from '../../collection_store.ts'
import { keyOf } from '../key_of.ts'
import { stateOf } from './attach_collection.ts'
import { BURIED_FIELDS, changeCollection } from './change_collection.ts'
import { type ChunkPayload, tidy } from './points.ts'
import type { QdrantClient } from './qdrant_client.ts'
import { inPieces, scroll } from './scroll.ts'
import { anyOf, chosen } from './visible.ts'

/** Answers how many chunks are gone. */
export async function removePoints(
  client: QdrantClient,
  job: RemoveJob & { time: string; undo: QdrantClient },
): Promise<number> {
  const { collection } = job
  // What has no vectors yet holds nothing.
  if ((await stateOf(client, collection)).dimensions === 0) return 0
  return changeCollection(client, job, async ({ state, bury }) => {
    const points = await found(client, state.version, job)
    await bury(points)
    return points.length
  })
}

async function found(client: QdrantClient, version: number, { ids, document_ids, filter }: RemoveJob) {
  const keys = ids && new Set(ids.map((id) => keyOf(tidy(id))))
  const documents = document_ids && new Set(document_ids.map((id) => keyOf(tidy(id))))
  const [column, named] = keys ? (['key', keys] as const) : (['document_key', documents] as const)
  const select = (more: Parameters<typeof chosen>[2]) => {
    const { filter: conditions, fits } = chosen(version, filter, more)
    const fields = [...BURIED_FIELDS, ...(fits ? ['metadata'] : [])]
    return scroll<ChunkPayload>(client, conditions, fields).then((points) =>
      fits ? points.filter(({ payload }) => fits(payload)) : points,
    )
  }
  const points = named ? await inPieces(named, (piece) => select([anyOf(column, piece)])) : await select([])
  // Where chunks and documents are named, both have to hold.
  return keys && documents ? points.filter(({ payload }) => documents.has(payload.document_key)) : points
}
