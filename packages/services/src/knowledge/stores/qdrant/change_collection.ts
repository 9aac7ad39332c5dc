import type { PlacedCollection } from '../../collection_store.ts'
import { stateOf, writeState } from './attach_collection.ts'
import { countDocumentPoints } from './count_document_points.ts'
import type { ChunkPayload, State } from './points.ts'
import type { QdrantClient } from './qdrant_client.ts'
import { inPieces } from './scroll.ts'

export interface Change {
  state: State
  /** The version that the change makes. */
  next: number
  /** Chunks that the next version has no more. */
  bury(points: readonly Buried[]): Promise<void>
  /** A chunk that the next version has. */
  added(chunk: { document_key: string; length: number }): void
}

export interface Buried {
  id: string
  payload: Pick<ChunkPayload, 'document_key' | 'length'>
}

/** What a point needs to be buried. */
export const BURIED_FIELDS = ['key', 'document_key', 'length']

/**
 * Makes the next version of a collection. What is new is born with it and what is old dies with it; readers go by the
 * version that the state names, so that they see all of the change once the state is written, and nothing before. What a
 * change that broke off has left is taken away by the next one.
 */
export async function changeCollection<T>(
  client: QdrantClient,
  {
    collection,
    time,
    undo,
    begin,
  }: { collection: PlacedCollection; time: string; undo: QdrantClient; begin?: () => Promise<State> },
  work: (change: Change) => Promise<T>,
): Promise<T> {
  const state = begin ? await begin() : await stateOf(client, collection)
  await sweep(client, state.version)
  const next = state.version + 1
  const counts = { chunks: state.chunks, terms: state.terms }
  const touched = new Set<string>()
  try {
    const value = await work({
      state,
      next,
      async bury(points) {
        await inPieces(points, async (piece) => {
          await client.ask('POST', '/points/payload?wait=true', {
            payload: { died: next },
            points: piece.map(({ id }) => id),
          })
          return []
        })
        for (const { payload } of points) {
          counts.chunks -= 1
          counts.terms -= payload.length
          touched.add(payload.document_key)
        }
      },
      added({ document_key, length }) {
        counts.chunks += 1
        counts.terms += length
        touched.add(document_key)
      },
    })
    const documents = await countDocumentPoints(client, { keys: touched, version: next, time })
    await writeState(client, { ...state, ...counts, version: next, documents })
    await sweep(undo, next).catch(() => undefined)
    return value
  } catch (error) {
    await stateOf(undo, collection)
      .then(({ version }) => sweep(undo, version))
      .catch(() => undefined)
    throw error
  }
}

/** Takes away what is of no version that is read: the dead, and what was not finished. */
async function sweep(client: QdrantClient, version: number): Promise<void> {
  const later = { range: { gt: version } }
  await client.ask('POST', '/points/delete?wait=true', { filter: { must: [{ key: 'born', ...later }] } })
  await client.ask('POST', '/points/payload/delete?wait=true', {
    keys: ['died'],
    filter: { must: [{ key: 'died', ...later }] },
  })
  await client.ask('POST', '/points/delete?wait=true', {
    filter: { must: [{ key: 'died', range: { lte: version } }] },
  })
}
