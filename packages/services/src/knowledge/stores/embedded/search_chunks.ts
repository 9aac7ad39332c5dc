import type { DatabaseSync } from 'node:sqlite'
import { NodeError, type SearchHit } from '@llamanexus/node-sdk'
import { LEXICAL, lexicalVector, queryTerms, termsOf } from '../lexical/index.ts'
import { CHUNK_COLUMNS, type ChunkRow, chunkOf } from './chunk_row.ts'
import { type CollectionRow, collectionNamed } from './collections.ts'
import { type Condition, filterSql } from './filter_sql.ts'
import { defaultWeight, fuse, rounded, type Scores } from './fuse.ts'
import type { SearchJob } from './jobs.ts'
import { cosinesOf, searchVectors } from './search_vectors.ts'
import { holdersOf, searchWords } from './search_words.ts'
import { blobOf } from './vector_blob.ts'

/** Of a hybrid search, from each side: what is in neither list has no part in the best. */
const CANDIDATES = 100
/** Of how many rows the score by words is known for those that come from the vectors. */
const KNOWN_BY_WORDS = 1000

/** The best chunks for a query, best first; equal ones by id. */
export function searchChunks(db: DatabaseSync, job: SearchJob): SearchHit[] {
  const collection = collectionNamed(db, job.collection)
  const condition = job.filter && filterSql(job.filter)
  const weight = job.vector_weight ?? defaultWeight(collection.model)
  const scoreOf = ({ vector, keyword }: Scores): number => {
    if (job.mode === 'hybrid') return rounded(fuse({ vector, keyword }, weight))
    return rounded((job.mode === 'vector' ? vector : keyword) ?? 0)
  }
  const found = [...candidates(db, collection, job, condition)]
    .map(([row, scores]) => ({ row, scores, score: scoreOf(scores) }))
    .filter(({ score }) => score > 0 && score >= job.threshold)
    .toSorted((a, b) => b.score - a.score)
  const last = found[job.k - 1]?.score ?? 0
  const read = db.prepare(`SELECT ${CHUNK_COLUMNS} FROM chunks WHERE row = ?`)
  const hits = found
    .filter(({ score }) => score >= last)
    .map(({ row, score, scores }) => {
      const chunk = chunkOf(read.get(row) as unknown as ChunkRow)
      return { ...chunk, score, scores: shown(scores) }
    })
    .toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, job.k)
  if (!job.highlight) return hits
  const wanted = new Set(queryTerms(job.query))
  return hits.map((hit) => ({ ...hit, matches: matchesIn(hit.text, wanted) }))
}

function matchesIn(text: string, wanted: ReadonlySet<string>): [number, number][] {
  const found = termsOf(text).filter(({ term }) => wanted.has(term))
  return found.map(({ start, end }) => [start, end])
}

function candidates(
  db: DatabaseSync,
  collection: CollectionRow,
  job: SearchJob,
  condition: Condition | undefined,
): Map<number, Scores> {
  const total = chunkCount(db, collection.id)
  const depth = job.mode === 'hybrid' ? Math.max(CANDIDATES, 2 * job.k) : job.k
  const terms = job.mode === 'vector' ? [] : queryTerms(job.query)
  const limit = Math.max(depth, job.mode === 'hybrid' ? KNOWN_BY_WORDS : 0)
  const words = searchWords(db, { collection: collection.id, terms, total, condition, limit })
  const vector = job.mode === 'keyword' ? null : queryVector(db, collection, job, total)
  const near = vector
    ? searchVectors(db, { collection: collection.id, vector, condition, limit: depth })
    : new Map<number, number>()
  const bestByWords = [...words.keys()].slice(0, depth)
  const others = bestByWords.filter((row) => !near.has(row))
  const filled = vector ? cosinesOf(db, vector, others) : new Map<number, number>()
  return new Map(
    [...near.keys(), ...others].map((row) => [
      row,
      { vector: near.get(row) ?? filled.get(row), keyword: words.get(row) },
    ]),
  )
}

function queryVector(
  db: DatabaseSync,
  { id, name, model, dimensions }: CollectionRow,
  job: SearchJob,
  total: number,
): Uint8Array | null {
  if (!job.vector && model === LEXICAL.id) return lexicalQuery(db, id, job.query, total)
  const given = (job.vector?.byteLength ?? 0) / 4
  if (!job.vector || dimensions === 0 || given === dimensions) return job.vector ?? null
  throw new NodeError(
    'collection_model',
    `The vectors of the collection "${name}" have ${dimensions} dimensions, that of the query has ${given}`,
    {
      field: 'query',
      hint: `Embed the query with the model of the collection, "${model}".`,
      retryable: false,
    },
  )
}

/** A word of the query counts by how rare it is in this collection. */
function lexicalQuery(db: DatabaseSync, id: number, query: string, total: number): Uint8Array | null {
  const weightOf = (term: string) => {
    const holders = holdersOf(db, id, [term]).get(term) ?? 0
    return Math.log(1 + (total - holders + 0.5) / (holders + 0.5)) / Math.log(2 + 2 * total)
  }
  return blobOf(lexicalVector(query, weightOf))
}

const chunkCount = (db: DatabaseSync, collection: number): number =>
  Number(
    db.prepare('SELECT coalesce(sum(chunks), 0) AS n FROM documents WHERE collection = ?').get(collection)?.[
      'n'
    ],
  )

const shown = ({ vector, keyword }: Scores): Scores => ({
  ...(vector !== undefined && { vector: rounded(vector) }),
  ...(keyword !== undefined && { keyword: rounded(keyword) }),
})
