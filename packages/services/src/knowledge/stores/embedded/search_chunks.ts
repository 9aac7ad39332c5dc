import type { DatabaseSync } from 'node:sqlite'
import type { SearchHit } from '@llamanexus/node-sdk'
import { LEXICAL, lexicalVector, queryTerms } from '../../../lexical/index.ts'
import { bestOf, depthOf, inOrder } from '../../best_of.ts'
import { queryWeight } from '../../bm25.ts'
import { type CollectionRow, collectionNamed } from '../../database/collections.ts'
import type { SearchJob } from '../../database/jobs.ts'
import type { Scores } from '../../fuse.ts'
import { queryMismatch } from '../../model_mismatch.ts'
import { blobOf } from '../../vector_blob.ts'
import { CHUNK_COLUMNS, type ChunkRow, chunkOf } from './chunk_row.ts'
import { type Condition, filterSql } from './filter_sql.ts'
import { cosinesOf, searchVectors } from './search_vectors.ts'
import { holdersOf, searchWords } from './search_words.ts'

/** Of how many rows the score by words is known for those that come from the vectors. */
const KNOWN_BY_WORDS = 1000

/** The best chunks for a query, best first; equal ones by id. */
export function searchChunks(db: DatabaseSync, job: SearchJob): SearchHit[] {
  const collection = collectionNamed(db, job.collection)
  const condition = job.filter && filterSql(job.filter)
  const read = db.prepare(`SELECT ${CHUNK_COLUMNS} FROM chunks WHERE row = ?`)
  const found = candidates(db, collection, job, condition)
  const best = bestOf(found, { ...job, model: collection.model }).map(({ key: row, score, scores }) => ({
    ...chunkOf(read.get(row) as unknown as ChunkRow),
    score,
    scores,
  }))
  return inOrder(best, job)
}

function candidates(
  db: DatabaseSync,
  collection: CollectionRow,
  job: SearchJob,
  condition: Condition | undefined,
): Map<number, Scores> {
  const total = chunkCount(db, collection.id)
  const depth = depthOf(job)
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
  throw queryMismatch({ name, model, dimensions }, given)
}

/** A word of the query counts by how rare it is in this collection. */
function lexicalQuery(db: DatabaseSync, id: number, query: string, total: number): Uint8Array | null {
  const weightOf = (term: string) => {
    const holders = holdersOf(db, id, [term]).get(term) ?? 0
    return queryWeight(total, holders)
  }
  return blobOf(lexicalVector(query, weightOf))
}

const chunkCount = (db: DatabaseSync, collection: number): number =>
  Number(
    db.prepare('SELECT coalesce(sum(chunks), 0) AS n FROM documents WHERE collection = ?').get(collection)?.[
      'n'
    ],
  )
