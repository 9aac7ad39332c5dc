import type { CollectionStore, PlacedCollection } from '../../collection_store.ts'
import type { StoreParts } from '../open_stores.ts'
import { attachCollection, checkPlace, dropCollection, stateOf } from './attach_collection.ts'
import { createTurns } from './create_turns.ts'
import { listDocumentPoints, listPoints } from './list_points.ts'
import { createQdrantClient, type QdrantPlace } from './qdrant_client.ts'
import { removePoints } from './remove_points.ts'
import { searchPoints } from './search_points.ts'
import { writePoints } from './write_points.ts'

/** Of one request that writes, in milliseconds. */
const WRITE_MS = 300_000
const CHECK_MS = 10_000

/**
 * Collections in Qdrant. A write goes beside what is there and is seen with its last request, which says the number of the
 * version that is read from then on. So one server writes to a collection at a time; writes of this one take turns.
 */
export function createQdrantStore(parts: StoreParts): CollectionStore {
  const { threads, clock, timeout_ms } = parts
  const turns = createTurns()
  const client = (collection: Placed, timeoutMs: number, signal?: AbortSignal) =>
    createQdrantClient(parts, placeOf(collection), { timeout_ms: timeoutMs, signal })
  const reading = (collection: Placed, signal?: AbortSignal) => client(collection, timeout_ms, signal)
  const writing = (collection: Placed, signal?: AbortSignal) => client(collection, WRITE_MS, signal)
  const inTurn = <T>(collection: Placed, work: () => Promise<T>) => {
    const { url, name } = placeOf(collection)
    return turns(`${url} ${name}`, work)
  }
  const time = () => new Date(clock()).toISOString()

  return {
    check: (place, signal) => checkPlace(client(place, CHECK_MS, signal)),
    attach: (collection, signal) => attachCollection(writing(collection, signal), collection),
    async counts(collection, signal) {
      const { documents, chunks } = await stateOf(reading(collection, signal), collection)
      return { documents, chunks }
    },
    upsert: (job) =>
      inTurn(job.collection, () =>
        writePoints(writing(job.collection, job.signal), {
          ...job,
          time: time(),
          undo: writing(job.collection),
          prepare: (piece) => threads.read('prepare', piece, job.signal),
        }),
      ),
    remove: (job) =>
      inTurn(job.collection, () =>
        removePoints(writing(job.collection, job.signal), {
          ...job,
          time: time(),
          undo: writing(job.collection),
        }),
      ),
    list: (job) => listPoints(reading(job.collection, job.signal), job),
    documents: (job) => listDocumentPoints(reading(job.collection), job),
    search: (job) => searchPoints(reading(job.collection, job.signal), job),
    drop: (collection, signal) => dropCollection(writing(collection, signal)),
    close: async () => undefined,
  }
}

type Placed = Pick<PlacedCollection, 'name' | 'store'>

function placeOf({ name, store }: Placed): QdrantPlace {
  if (store.kind === 'qdrant') return store
  throw new Error(`The collection ${name} is not in Qdrant`)
}
