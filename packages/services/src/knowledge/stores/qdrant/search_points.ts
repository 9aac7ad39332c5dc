import type { SearchHit } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { LEXICAL, lexicalVector, queryTerms, termsOf } from '../../../lexical/index.ts'
import { bestOf, depthOf, inOrder } from '../../best_of.ts'
import type { SearchJob } from '../../collection_store.ts'
import type { Scores } from '../../fuse.ts'
import { queryMismatch } from '../../model_mismatch.ts'
import { blobOf } from '../../vector_blob.ts'
import { EXACT_BELOW } from '../exact_below.ts'
import { stateOf } from './attach_collection.ts'
import { type ChunkPayload, chunkOf, floatsOf, MEANING, type State, WORDS } from './points.ts'
import type { QdrantClient } from './qdrant_client.ts'
import { chosen } from './visible.ts'
import { type Odds, oddsOf, wordQuery, wordScore } from './word_scores.ts'
import type { Sparse } from './word_vector.ts'

export interface Found {
  id: string
  score: number
  payload: ChunkPayload
  vector?: { [WORDS]?: Sparse }
}

/** More than are needed of each side: equal ones have no order in Qdrant, and words are scored again. */
const SPARE = 10
/** How often a search begins anew because the collection was changed meanwhile. */
const TRIES = 5

/** The best chunks for a query, best first; equal ones by id. All of them are of one version of the collection. */
export async function searchPoints(client: QdrantClient, job: SearchJob): Promise<SearchHit[]> {
  let state = await stateOf(client, job.collection)
  for (let tries = 1; ; tries++) {
    if (state.chunks === 0) return []
    const hits = await searchVersion(client, job, state)
    const { version } = state
    state = await stateOf(client, job.collection)
    if (state.version === version || tries === TRIES) return hits
  }
}

async function searchVersion(client: QdrantClient, job: SearchJob, state: State): Promise<SearchHit[]> {
  const terms = job.mode === 'vector' ? [] : queryTerms(job.query)
  const isLexical = !job.vector && state.model === LEXICAL.id && job.mode !== 'keyword'
  const asked = new Set([...terms, ...(isLexical ? termsOf(job.query).map(({ term }) => term) : [])])
  const odds = await oddsOf(client, [...asked])
  const vector = job.mode === 'keyword' ? null : queryVector(job, state, odds, isLexical)
  const found = await candidates(client, job, state, { terms, odds, vector })
  const best = bestOf(found, { ...job, model: state.model })
  return inOrder(
    best.map(({ key, score, scores }) => ({ ...chunkOf(key), score, scores })),
    job,
  )
}

interface Asked {
  terms: readonly string[]
  odds: Odds
  vector: number[] | null
}

async function candidates(
  client: QdrantClient,
  job: SearchJob,
  state: State,
  { terms, odds, vector }: Asked,
): Promise<[ChunkPayload, Scores][]> {
  const depth = depthOf(job)
  const words = wordQuery(terms, odds)
  const near = vector
    ? await nearest(client, job, state, { query: vector, using: MEANING, limit: depth + SPARE })
    : []
  const byWords = words
    ? await nearest(client, job, state, { query: words, using: WORDS, limit: 2 * depth + SPARE })
    : []
  const keyword = ({ payload, vector }: Found) =>
    wordScore(vector?.[WORDS], payload.length, { terms, odds, state })
  const bestByWords = byWords
    .map((point) => ({ point, score: keyword(point) ?? 0 }))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, depth)
    .map(({ point }) => point)
  const meaning = new Map(near.map(({ id, score }) => [id, score]))
  const others = bestByWords.filter(({ id }) => !meaning.has(id))
  if (vector)
    for (const { id, score } of await scoresOf(client, vector, others, state)) meaning.set(id, score)
  return [...near, ...others].map((point) => [
    point.payload,
    { vector: meaning.get(point.id), keyword: words ? keyword(point) : undefined },
  ])
}

interface Side {
  query: number[] | Sparse
  using: string
  limit: number
}

/** The best by one side. Where the filter is not exact, as many are looked at as it takes to have enough that fit. */
async function nearest(client: QdrantClient, job: SearchJob, state: State, side: Side): Promise<Found[]> {
  const { filter, fits } = chosen(state.version, job.filter)
  for (let limit = side.limit; ; limit *= 4) {
    const found = await ask(client, { ...side, limit, filter, state })
    const fitting = fits ? found.filter(({ payload }) => fits(payload)) : found
    if (!fits || fitting.length >= side.limit || found.length < limit) return fitting.slice(0, side.limit)
  }
}

const FIELDS = ['id', 'document_id', 'index', 'start', 'end', 'text', 'metadata', 'length']

async function ask(
  client: QdrantClient,
  { query, using, limit, filter, state }: Side & { filter: JsonObject; state: State },
): Promise<Found[]> {
  const exact = state.chunks < EXACT_BELOW
  const answer = await client.ask<{ points: Found[] }>('POST', '/points/query', {
    query,
    using,
    limit,
    filter,
    with_payload: FIELDS,
    with_vector: [WORDS],
    params: exact ? { exact } : { hnsw_ef: Math.max(128, limit) },
  })
  return answer?.points ?? []
}

/** The cosines of points that the words have brought. */
async function scoresOf(
  client: QdrantClient,
  query: number[],
  points: readonly Found[],
  { version }: State,
): Promise<{ id: string; score: number }[]> {
  if (points.length === 0) return []
  const { filter } = chosen(version, undefined, [{ has_id: points.map(({ id }) => id) }])
  const answer = await client.ask<{ points: Found[] }>('POST', '/points/query', {
    query,
    using: MEANING,
    limit: points.length,
    filter,
    with_payload: false,
    params: { exact: true },
  })
  return answer?.points ?? []
}

function queryVector(
  { query, vector, collection: { name } }: SearchJob,
  { model, dimensions, chunks }: State,
  odds: Odds,
  isLexical: boolean,
): number[] | null {
  if (isLexical) {
    const made = blobOf(lexicalVector(query, (term) => odds.weight(term, chunks)))
    return made && floatsOf(made)
  }
  const given = (vector?.byteLength ?? 0) / 4
  if (!vector || dimensions === 0) return null
  if (given === dimensions) return floatsOf(vector)
  throw queryMismatch({ name, model, dimensions }, given)
}
