import {
  createTurns,
  type EmbeddingService,
  type KnowledgeService,
  NodeError,
  type SearchRequest,
  type Turns,
} from '@llamanexus/node-sdk'
import { LEXICAL } from '../lexical/index.ts'
import { checkChunks, checkName, rangeOf } from './check_request.ts'
import { checkStore } from './check_store.ts'
import type { CollectionStore, PlacedCollection } from './collection_store.ts'
import { openKnowledgeThreads } from './database/knowledge_threads.ts'
import { readFilter } from './filter.ts'
import { freshCounts } from './fresh_counts.ts'
import { modelMismatch } from './model_mismatch.ts'
import { openStores, type RemoteParts } from './stores/open_stores.ts'
import { blobOf } from './vector_blob.ts'

export interface KnowledgeServiceOptions {
  /** Path of the database, made with its first use. */
  file: string
  embeddings: EmbeddingService
  /** What stores elsewhere are reached with. Without it collections are in the database alone. */
  remote?: RemoteParts
  /** Milliseconds since the epoch. */
  clock?: () => number
  /** False: without sqlite-vec, as on a machine that it has no build for. */
  native_vectors?: boolean
  /** `full` (default): a commit survives a loss of power. */
  synchronous?: 'full' | 'normal'
  /** Threads that search. Default 2. */
  readers?: number
  /** Of one search or list. Default 60,000 ms. */
  timeout_ms?: number
}

type UpsertRequest = Parameters<KnowledgeService['upsert']>[0]

/** A model's name for vectors that chunks bring themselves. */
const GIVEN = 'vectors'

/** What is the same for collections in all stores: what is asked is checked, embedded and handed to the store that has them. */
export function createKnowledgeService(
  options: KnowledgeServiceOptions,
): KnowledgeService & { close(): Promise<void> } {
  const { file, embeddings, native_vectors = true, synchronous = 'full', clock = Date.now } = options
  const { readers = 2, timeout_ms = 60_000 } = options
  const threads = openKnowledgeThreads({ file, native_vectors, synchronous, clock, readers, timeout_ms })
  const { read, write } = threads
  const stores = openStores({ threads, clock, timeout_ms, remote: options.remote })

  async function placed(name: string, signal?: AbortSignal) {
    const collection = await read('named', { name }, signal)
    return { collection, store: stores.of(collection.store) }
  }

  async function create({ name, description = '', model, store: place = EMBEDDED }: NewRequest) {
    checkName(name)
    const store = checkStore(place, name)
    if (await read('find', { name })) return write('create', { ...unknown(name), store })
    const found = await stores
      .of(store)
      .attach({ name, description, model, dimensions: sizeOf(model), store })
    return write('create', { name, description, store, model: found.model, dimensions: found.dimensions })
  }

  async function upsert(request: UpsertRequest) {
    const { collection: name, chunks, signal, onProgress = () => undefined } = request
    checkName(name)
    const turns = createTurns({ signal, what: 'The indexing' })
    await checkChunks(chunks, turns)
    const { collection, store, is_new } = await targetOf(request)
    try {
      const vectors =
        collection.model === LEXICAL.id ? undefined : await vectorsOf(collection.model, chunks, turns, signal)
      const { dimensions, ...written } = await store.upsert({
        collection,
        chunks,
        vectors,
        replace_documents: request.replace_documents ?? false,
        signal,
        onProgress,
      })
      await note(store, { ...collection, dimensions })
      return written
    } catch (error) {
      if (is_new) await store.drop(collection).catch(ignore)
      throw error
    }
  }

  /** The collection that is there, or the one that is made now: it is entered once its first chunks are. */
  async function targetOf(request: UpsertRequest) {
    const { collection: name, chunks, model: wanted, signal } = request
    const found = await read('find', { name }, signal)
    if (found) {
      if (wanted !== undefined && wanted !== found.model)
        throw modelMismatch(found, { model: wanted, dimensions: 0 })
      return { collection: found, store: stores.of(found.store), is_new: false }
    }
    const place = checkStore(request.store ?? EMBEDDED, name)
    const store = stores.of(place)
    const own = chunks.length > 0 && chunks.every(({ vector }) => vector)
    const model = wanted ?? (own ? GIVEN : undefined)
    const empty = { name, description: '', dimensions: sizeOf(model), store: place }
    const { is_new, ...made } = await store.attach({ ...empty, model }, signal)
    return { collection: { ...empty, ...made }, store, is_new }
  }

  /** Keeps what was there last of a collection in a store elsewhere, for when that one does not answer. */
  async function note(store: CollectionStore, collection: PlacedCollection) {
    if (collection.store.kind === 'embedded') return
    const counts = await store.counts(collection).catch(() => undefined)
    await write('note', { ...collection, ...counts })
  }

  async function vectorsOf(
    model: string,
    chunks: UpsertRequest['chunks'],
    turns: Turns,
    signal?: AbortSignal,
  ) {
    const missing = chunks.filter(({ vector }) => !vector)
    if (missing.length > 0 && model === GIVEN) throw withoutVector(missing[0]?.id ?? '')
    const made =
      missing.length > 0
        ? await embeddings.embed({ model, texts: missing.map(({ text }) => text), signal })
        : { vectors: [] }
    return turns.all(blobsOf(chunks, made.vectors.values()))
  }

  async function search(request: SearchRequest) {
    const { query, mode = 'hybrid', vector_weight, signal } = request
    const job = {
      query,
      mode,
      filter: request.filter && readFilter(request.filter),
      highlight: request.highlight ?? false,
      k: Math.floor(rangeOf('k', request.k ?? 5, 1, 1000)),
      threshold: rangeOf('threshold', request.threshold ?? 0, 0, 1),
      vector_weight: vector_weight === undefined ? undefined : rangeOf('vector_weight', vector_weight, 0, 1),
    }
    const { collection, store } = await placed(request.collection, signal)
    const vector = mode === 'keyword' ? undefined : await queryVector(collection, request)
    return store.search({ ...job, collection, vector, signal })
  }

  async function queryVector({ name, model }: PlacedCollection, { query, vector, signal }: SearchRequest) {
    if (vector) return blobOf(vector) ?? undefined
    if (model === LEXICAL.id) return undefined
    if (model === GIVEN) throw withoutQueryVector(name)
    const { vectors } = await embeddings.embed({ model, texts: [query], signal })
    return blobOf(vectors[0] ?? []) ?? undefined
  }

  return {
    async collections({ name, fresh = false } = {}) {
      const all = await read('collections', null)
      const found = name === undefined ? all : all.filter((each) => each.name === name)
      return fresh ? freshCounts(found, (place) => stores.of(place)) : found
    },
    create,
    describe: (name, { description }) => write('describe', { name, description }),
    async drop(name, { keep_remote = false } = {}) {
      const found = await read('find', { name })
      if (found && !keep_remote) await stores.of(found.store).drop(found)
      return write('drop', { name })
    },
    async check({ name, store: place, signal }) {
      const store = checkStore(place, name)
      return stores.of(store).check({ name, store }, signal)
    },
    upsert,
    async remove({ collection: name, ids, document_ids, filter, signal }) {
      const given = filter && Object.keys(filter).length > 0 ? readFilter(filter) : undefined
      if (!ids && !document_ids && !given) throw nothingNamed()
      const { collection, store } = await placed(name, signal)
      const removed = await store.remove({ collection, ids, document_ids, filter: given, signal })
      if (removed > 0) await note(store, collection)
      return { removed }
    },
    async list({ collection: name, filter, ...request }) {
      const read = filter && readFilter(filter)
      const { collection, store } = await placed(name, request.signal)
      return store.list({ ...request, collection, filter: read })
    },
    async documents({ collection: name, search = '', ...request }) {
      const { collection, store } = await placed(name)
      return store.documents({ ...request, collection, search })
    },
    search,
    async close() {
      await Promise.all([threads.close(), stores.close()])
    },
  }
}

/** One a chunk: its own vector, or else the next of those that were made. */
function* blobsOf(chunks: UpsertRequest['chunks'], made: Iterator<readonly number[]>) {
  for (const { vector } of chunks) yield blobOf(vector ?? made.next().value ?? [])
}

type NewRequest = Parameters<KnowledgeService['create']>[0]

const EMBEDDED = { kind: 'embedded' } as const

/** Enough for the database to say that the name is taken. */
const unknown = (name: string) => ({ name, description: '', model: '', dimensions: 0 })

const sizeOf = (model: string = LEXICAL.id): number => (model === LEXICAL.id ? LEXICAL.dimensions : 0)

const ignore = (): void => undefined

const withoutVector = (id: string): NodeError =>
  new NodeError('chunk_invalid', `The chunk "${id}" brings no vector, as those of this collection do`, {
    field: 'data',
    hint: 'Give each chunk its `vector`, or use a collection with a model.',
    retryable: false,
  })

const withoutQueryVector = (name: string): NodeError =>
  new NodeError('collection_model', `The chunks of "${name}" brought their own vectors; the query has none`, {
    field: 'query',
    hint: 'Search by keywords, or give the vector of the query too.',
    retryable: false,
  })

const nothingNamed = (): NodeError =>
  new NodeError('filter_invalid', 'It is not said which chunks are to be removed', {
    field: 'filter',
    hint: 'Name chunks, documents, or a filter; to remove all of them, delete the collection.',
    retryable: false,
  })
