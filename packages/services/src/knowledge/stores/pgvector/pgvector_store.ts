import type { CollectionStore, PlacedCollection } from '../../collection_store.ts'
import type { StoreParts } from '../open_stores.ts'
import { attachTables, checkPlace, countsOf, dropTables } from './attach_tables.ts'
import { openConnections, type PgvectorPlace } from './connections.ts'
import { indexWhenLarge } from './index_vectors.ts'
import { listDocumentRows, listRows } from './list_rows.ts'
import { removeRows } from './remove_rows.ts'
import { searchRows } from './search_rows.ts'
import { tablesOf } from './tables.ts'
import { writeRows } from './write_rows.ts'

/** Of one statement that writes, in milliseconds: building an index is one. */
const WRITE_MS = 1_800_000
const CHECK_MS = 10_000

/** Collections in Postgres: chunks, terms and documents of each in tables of its own, a write one transaction. */
export function createPgvectorStore(parts: StoreParts): CollectionStore {
  const { threads, clock, timeout_ms } = parts
  const connections = openConnections(parts)
  const reading = <T>(
    collection: Placed,
    signal: AbortSignal | undefined,
    work: Parameters<typeof connections.use<T>>[2],
  ) => connections.use(placeOf(collection), { signal, timeout_ms, mode: 'read' }, work)
  const writing = <T>(
    collection: Placed,
    signal: AbortSignal | undefined,
    work: Parameters<typeof connections.use<T>>[2],
  ) => connections.use(placeOf(collection), { signal, timeout_ms: WRITE_MS, mode: 'write' }, work)
  const now = () => new Date(clock()).toISOString()

  return {
    check: (place, signal) =>
      connections.use(placeOf(place), { signal, timeout_ms: CHECK_MS, mode: 'read' }, (run) =>
        checkPlace(run, tablesOf(placeOf(place))),
      ),
    attach: (collection, signal) =>
      writing(collection, signal, (run) =>
        attachTables(run, tablesOf(placeOf(collection)), collection, now()),
      ),
    counts: (collection, signal) =>
      reading(collection, signal, (run) => countsOf(run, tablesOf(placeOf(collection)), collection)),
    async upsert(job) {
      const { collection, signal } = job
      const tables = tablesOf(placeOf(collection))
      const written = await writing(collection, signal, (run) =>
        writeRows(run, {
          ...job,
          tables,
          time: now(),
          prepare: (piece) => threads.read('prepare', piece, signal),
        }),
      )
      // What is written is written: without the index a search takes longer and finds the same.
      await writing(collection, signal, (run) => indexWhenLarge(run, tables)).catch(() => undefined)
      return written
    },
    remove: (job) =>
      writing(job.collection, job.signal, (run) =>
        removeRows(run, { ...job, tables: tablesOf(placeOf(job.collection)), time: now() }),
      ),
    list: (job) =>
      reading(job.collection, job.signal, (run) => listRows(run, tablesOf(placeOf(job.collection)), job)),
    documents: (job) =>
      reading(job.collection, undefined, (run) =>
        listDocumentRows(run, tablesOf(placeOf(job.collection)), job),
      ),
    search: (job) =>
      reading(job.collection, job.signal, (run) => searchRows(run, tablesOf(placeOf(job.collection)), job)),
    drop: (collection, signal) =>
      writing(collection, signal, (run) => dropTables(run, tablesOf(placeOf(collection)))),
    close: connections.close,
  }
}

type Placed = Pick<PlacedCollection, 'name' | 'store'>

function placeOf({ name, store }: Placed): PgvectorPlace {
  if (store.kind === 'pgvector') return store
  throw new Error(`The collection ${name} is not in Postgres`)
}
