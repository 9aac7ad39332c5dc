import {
  type CollectionInfo,
  type DocumentChunk,
  type EmbeddingService,
  type KnowledgeService,
  NodeError,
  type SearchRequest,
} from '@llamanexus/node-sdk'
import { LEXICAL } from '../lexical/index.ts'
import { type CallWorker, createWorkerPool, type WorkerPool } from '../workers/worker_pool.ts'
import { checkChunks, checkName, rangeOf } from './check_request.ts'
import { readFilter } from './filter.ts'
import type { JobMessage, JobReply, Jobs, NewCollection } from './jobs.ts'
import { modelMismatch } from './model_mismatch.ts'
import { threadFailure } from './thread_failure.ts'
import { blobOf } from './vector_blob.ts'

export interface KnowledgeServiceOptions {
  /** Path of the database, made with its first use. */
  file: string
  embeddings: EmbeddingService
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

type Chunks = Parameters<KnowledgeService['upsert']>[0]['chunks']

/** A model's name for vectors that chunks bring themselves. */
const GIVEN = 'vectors'
/** Chunks that the worker takes at once: between two such pieces a call can be cancelled and tells how far it is. */
const PIECE = 128
const MAX_MS = 2 ** 31 - 1

/** Collections in one SQLite database, written by one thread and read by others, so that the server stays free. */
export function createKnowledgeService(
  options: KnowledgeServiceOptions,
): KnowledgeService & { close(): Promise<void> } {
  const { file, embeddings, native_vectors = true, synchronous = 'full', clock = Date.now } = options
  const { timeout_ms: readMs = 60_000 } = options
  const entry = new URL('./knowledge_worker.ts', import.meta.url)
  const writer = createWorkerPool({ entry, size: 1, name: 'knowledge writer' })
  const readers = createWorkerPool({ entry, size: options.readers ?? 2, name: 'knowledge reader' })
  let opened: Promise<unknown> | undefined

  /** The first use makes the database; whoever comes meanwhile waits for it. */
  const ready = async () => {
    opened ??= use(writer, MAX_MS, undefined, (call) => ask(call, 'open', null))
    await opened.catch((error: unknown) => {
      opened = undefined
      throw error
    })
  }

  async function ask<Op extends keyof Jobs>(
    call: CallWorker,
    op: Op,
    job: Jobs[Op][0],
  ): Promise<Jobs[Op][1]> {
    const message: JobMessage<Op> = { op, job, at: { file, native_vectors, synchronous }, now: clock() }
    const reply = (await call(message)) as JobReply<Op>
    if (reply.ok) return reply.value
    const { code, message: text, hint, field } = reply
    throw new NodeError(code, text, { hint, field, retryable: code === 'knowledge_failed' })
  }

  async function use<T>(
    pool: WorkerPool,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    work: (call: CallWorker) => Promise<T>,
  ): Promise<T> {
    return pool.use({ timeout_ms: timeoutMs, signal }, work).catch((error: unknown) => {
      throw threadFailure(error, timeoutMs)
    })
  }

  async function read<Op extends keyof Jobs>(
    op: Op,
    job: Jobs[Op][0],
    signal?: AbortSignal,
  ): Promise<Jobs[Op][1]> {
    await ready()
    return use(readers, readMs, signal, (call) => ask(call, op, job))
  }

  async function write<Op extends keyof Jobs>(
    op: Op,
    job: Jobs[Op][0],
    signal?: AbortSignal,
  ): Promise<Jobs[Op][1]> {
    await ready()
    return use(writer, MAX_MS, signal, (call) => ask(call, op, job))
  }

  const find = async (name: string, signal?: AbortSignal): Promise<CollectionInfo | undefined> =>
    (await read('collections', null, signal)).find((each) => each.name === name)

  async function upsert(request: Parameters<KnowledgeService['upsert']>[0]) {
    const { collection, chunks, signal, onProgress = () => undefined } = request
    checkName(collection)
    checkChunks(chunks)
    const model = await modelFor(request)
    const vectors = model === LEXICAL.id ? undefined : await vectorsOf(model, chunks, signal)
    const dimensions = vectors ? (vectors.find((each) => each)?.byteLength ?? 0) / 4 : LEXICAL.dimensions
    const target: NewCollection = { name: collection, description: '', model, dimensions }
    await ready()
    return use(writer, MAX_MS, signal, async (call) => {
      await ask(call, 'begin', { ...target, replace_documents: request.replace_documents ?? false })
      for (let at = 0; at < chunks.length; at += PIECE) {
        const piece = chunks.slice(at, at + PIECE).map(plain)
        await ask(call, 'write', { chunks: piece, vectors: vectors?.slice(at, at + PIECE) })
        onProgress(Math.min(chunks.length, at + PIECE))
      }
      return ask(call, 'commit', null)
    })
  }

  async function modelFor({ collection, chunks, model, signal }: Parameters<KnowledgeService['upsert']>[0]) {
    const found = await find(collection, signal)
    const own = chunks.length > 0 && chunks.every(({ vector }) => vector)
    if (found && model !== undefined && model !== found.model)
      throw modelMismatch(found, { model, dimensions: 0 })
    return found?.model ?? model ?? (own ? GIVEN : LEXICAL.id)
  }

  async function vectorsOf(model: string, chunks: Chunks, signal?: AbortSignal) {
    const missing = chunks.filter(({ vector }) => !vector)
    if (missing.length > 0 && model === GIVEN) throw withoutVector(missing[0]?.id ?? '')
    const made =
      missing.length > 0
        ? await embeddings.embed({ model, texts: missing.map(({ text }) => text), signal })
        : { vectors: [] }
    const next = made.vectors.values()
    return chunks.map(({ vector }) => blobOf(vector ?? next.next().value ?? []))
  }

  async function search(request: SearchRequest) {
    const { collection, query, mode = 'hybrid', vector_weight, signal } = request
    const filter = request.filter && readFilter(request.filter)
    const job = {
      collection,
      query,
      mode,
      filter,
      highlight: request.highlight ?? false,
      k: rangeOf('k', request.k ?? 5, 1, 1000),
      threshold: rangeOf('threshold', request.threshold ?? 0, 0, 1),
      vector_weight: vector_weight === undefined ? undefined : rangeOf('vector_weight', vector_weight, 0, 1),
    }
    const vector = mode === 'keyword' ? undefined : await queryVector(request)
    return read('search', { ...job, k: Math.floor(job.k), vector }, signal)
  }

  async function queryVector({ collection, query, vector, signal }: SearchRequest) {
    if (vector) return blobOf(vector) ?? undefined
    const model = (await find(collection, signal))?.model ?? LEXICAL.id
    if (model === LEXICAL.id) return undefined
    if (model === GIVEN) throw withoutQueryVector(collection)
    const { vectors } = await embeddings.embed({ model, texts: [query], signal })
    return blobOf(vectors[0] ?? []) ?? undefined
  }

  return {
    collections: () => read('collections', null),
    async create({ name, description = '', model = LEXICAL.id }) {
      checkName(name)
      const dimensions = model === LEXICAL.id ? LEXICAL.dimensions : 0
      return write('create', { name, description, model, dimensions })
    },
    describe: (name, { description }) => write('describe', { name, description }),
    drop: (name) => write('drop', { name }),
    upsert,
    async remove({ collection, ids, document_ids, filter, signal }) {
      const given = filter && Object.keys(filter).length > 0 ? readFilter(filter) : undefined
      if (!ids && !document_ids && !given) throw nothingNamed()
      return { removed: await write('remove', { collection, ids, document_ids, filter: given }, signal) }
    },
    async list({ signal, filter, ...request }) {
      return read('list', { ...request, filter: filter && readFilter(filter) }, signal)
    },
    documents: ({ search = '', ...request }) => read('documents', { ...request, search }),
    search,
    async close() {
      await Promise.all([writer.close(), readers.close()])
    },
  }
}

/** Only what is kept goes to the worker. */
const plain = ({ id, text, document_id, index, start, end, metadata }: DocumentChunk): DocumentChunk => ({
  id,
  text,
  document_id,
  index,
  start,
  end,
  metadata,
})

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
