import { type DocumentChunk, NodeError } from '@llamanexus/node-sdk'
import type { UpsertJob, Written } from '../../collection_store.ts'
import type { PreparedChunk, WriteJob } from '../../database/jobs.ts'
import { modelMismatch } from '../../model_mismatch.ts'
import { plainChunk } from '../../plain_chunk.ts'
import { keyOf } from '../key_of.ts'
import { makeCollection, stateOf } from './attach_collection.ts'
import { BURIED_FIELDS, type Buried, changeCollection } from './change_collection.ts'
import { type ChunkPayload, chunkPoint, type Point, type State, tidy } from './points.ts'
import type { QdrantClient } from './qdrant_client.ts'
import { inPieces, scroll } from './scroll.ts'
import { anyOf, visible } from './visible.ts'

export interface WritePoints extends UpsertJob {
  /** ISO 8601. */
  time: string
  /** Without the signal of the call: what it has left is taken away also when it was cancelled. */
  undo: QdrantClient
  prepare(job: WriteJob): Promise<PreparedChunk[]>
}

/** Chunks that are prepared at once: between two such pieces a call can be cancelled and tells how far it is. */
const PIECE = 128
/** Of one request; Qdrant takes 32 MB. */
const MAX_CHARACTERS = 8_000_000

export function writePoints(client: QdrantClient, job: WritePoints): Promise<Written> {
  const { collection, chunks, vectors, time, undo, onProgress } = job
  return changeCollection(
    client,
    { collection, time, undo, begin: () => begin(client, job) },
    async (change) => {
      const { state, next, bury, added } = change
      const given = new Map<string, { document_key: string; length: number }>()
      for (let at = 0; at < chunks.length; at += PIECE) {
        const piece = chunks.slice(at, at + PIECE).map(plainChunk)
        const prepared = await job.prepare({ chunks: piece, vectors: vectors?.slice(at, at + PIECE) })
        checkDimensions(state, collection.name, prepared)
        await put(client, pointsOf(piece, prepared, next))
        for (const [n, chunk] of piece.entries())
          given.set(keyOf(tidy(chunk.id)), {
            document_key: keyOf(tidy(chunk.document_id)),
            length: prepared[n]?.length ?? 0,
          })
        onProgress(Math.min(chunks.length, at + PIECE))
      }
      const documents = new Set([...given.values()].map(({ document_key }) => document_key))
      await bury(await replaced(client, state.version, given, job.replace_documents ? documents : new Set()))
      for (const chunk of given.values()) added(chunk)
      return { chunks: given.size, documents: documents.size, dimensions: state.dimensions }
    },
  )
}

/** The collection is made with its first vectors, which say how many dimensions there are. */
async function begin(client: QdrantClient, { collection, vectors }: WritePoints): Promise<State> {
  const state = await stateOf(client, collection)
  if (state.model !== collection.model) throw modelMismatch({ ...state, name: collection.name }, collection)
  if (state.dimensions > 0) return state
  const dimensions = (vectors?.find((each) => each)?.byteLength ?? 0) / 4
  if (dimensions > 0) return makeCollection(client, { ...collection, dimensions })
  throw new NodeError(
    'chunk_invalid',
    'None of the first chunks has a vector, so that Qdrant cannot be told how long they are',
    {
      field: 'data',
      hint: 'Begin with a text that has words.',
      retryable: false,
    },
  )
}

function checkDimensions(
  { model, dimensions }: State,
  name: string,
  prepared: readonly PreparedChunk[],
): void {
  for (const { vector } of prepared)
    if (vector && vector.byteLength / 4 !== dimensions)
      throw modelMismatch({ name, model, dimensions }, { model, dimensions: vector.byteLength / 4 })
}

/** Of two chunks with one id the later one counts. */
const pointsOf = (
  chunks: readonly DocumentChunk[],
  prepared: readonly PreparedChunk[],
  born: number,
): Point[] => [
  ...new Map(
    chunks.map((chunk, n) => {
      const point = chunkPoint(chunk, prepared[n] as PreparedChunk, born)
      return [point.id, point]
    }),
  ).values(),
]

async function put(client: QdrantClient, points: readonly Point[]): Promise<void> {
  for (const piece of bounded(points)) await client.ask('PUT', '/points?wait=true', { points: piece })
}

function bounded(points: readonly Point[]): Point[][] {
  const pieces: Point[][] = []
  let left = 0
  for (const point of points) {
    const size = JSON.stringify(point).length
    if (size > left) {
      pieces.push([])
      left = MAX_CHARACTERS
    }
    pieces.at(-1)?.push(point)
    left -= size
  }
  return pieces
}

/** What the version before has of the given chunks, and of their documents where those are replaced. */
async function replaced(
  client: QdrantClient,
  version: number,
  given: ReadonlyMap<string, unknown>,
  documents: ReadonlySet<string>,
): Promise<Buried[]> {
  const by = (key: 'key' | 'document_key') => (piece: string[]) =>
    scroll<ChunkPayload>(client, visible('chunk', version, [anyOf(key, piece)]), BURIED_FIELDS)
  const found = [
    ...(await inPieces(given.keys(), by('key'))),
    ...(await inPieces(documents, by('document_key'))),
  ]
  return [...new Map(found.map((point) => [point.id, point])).values()]
}
