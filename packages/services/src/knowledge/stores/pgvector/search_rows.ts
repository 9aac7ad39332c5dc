import type { SearchHit } from '@llamanexus/node-sdk'
import { LEXICAL, lexicalVector, queryTerms, termsOf } from '../../../lexical/index.ts'
import { bestOf, depthOf, inOrder } from '../../best_of.ts'
import { B, K1, queryWeight, rarity, SATURATION } from '../../bm25.ts'
import type { SearchJob } from '../../collection_store.ts'
import type { Scores } from '../../fuse.ts'
import { queryMismatch } from '../../model_mismatch.ts'
import { blobOf } from '../../vector_blob.ts'
import { type Entry, entryOf } from './attach_tables.ts'
import type { Run } from './connections.ts'
import { type Bind, binder, filterJsonb } from './filter_jsonb.ts'
import { lookThroughIndex } from './index_vectors.ts'
import { CHUNK_COLUMNS, chunkOf } from './list_rows.ts'
import type { Tables } from './tables.ts'
import { vectorText } from './write_rows.ts'

/** Of how many rows the score by words is known for those that come from the vectors. */
const KNOWN_BY_WORDS = 1000
/** More than are needed of the nearest, for those that are equally near have no order. */
const SPARE = 10

/** The best chunks for a query, best first; equal ones by id. */
export async function searchRows(run: Run, tables: Tables, job: SearchJob): Promise<SearchHit[]> {
  const entry = await entryOf(run, tables, job.collection.name)
  if (entry.chunks === 0) return []
  const found = await candidates(run, tables, job, entry)
  const best = bestOf(found, { ...job, model: entry.model })
  const rows = await run(
    `SELECT ${CHUNK_COLUMNS} FROM ${tables.chunks} AS chunks WHERE row = ANY($1::bigint[])`,
    [best.map(({ key }) => key)],
  )
  const chunks = new Map(rows.map((row) => [row['row'], chunkOf(row)]))
  const hits = best.flatMap(({ key, score, scores }) => {
    const chunk = chunks.get(key)
    return chunk ? [{ ...chunk, score, scores }] : []
  })
  return inOrder(hits, job)
}

async function candidates(
  run: Run,
  tables: Tables,
  job: SearchJob,
  entry: Entry,
): Promise<[number, Scores][]> {
  const terms = job.mode === 'vector' ? [] : queryTerms(job.query)
  const isLexical = !job.vector && entry.model === LEXICAL.id && job.mode !== 'keyword'
  const asked = new Set([...terms, ...(isLexical ? termsOf(job.query).map(({ term }) => term) : [])])
  const held = await holdersOf(run, tables, [...asked])
  const vector = job.mode === 'keyword' ? null : queryVector(job, entry, held, isLexical)
  const limit = depthOf(job) + SPARE
  if (vector) await lookThroughIndex(run, entry, limit)
  const values: unknown[] = []
  const bind = binder(values)
  const condition = job.filter ? filterJsonb(job.filter, 'chunks.metadata', bind) : undefined
  const near = vector
    ? nearest({ tables, bind, condition, limit, is_indexed: entry.is_indexed }, vector)
    : undefined
  const sql = `
    WITH near AS MATERIALIZED (${near?.sql ?? NONE}),
    words AS MATERIALIZED (${wordScores(tables, bind, condition, job, rarities(terms, held, entry), entry)}),
    chosen AS (
      SELECT row FROM near UNION (SELECT row FROM words ORDER BY score DESC, row LIMIT ${bind(depthOf(job))}))
    SELECT chosen.row, ${near ? `coalesce(near.score, ${near.scoreOf('chunks')})` : 'NULL'} AS vector, words.score AS keyword
    FROM chosen JOIN ${tables.chunks} AS chunks USING (row) LEFT JOIN near USING (row) LEFT JOIN words USING (row)`
  const rows = (await run(sql, values)) as { row: number; vector: number | null; keyword: number | null }[]
  return rows.map(({ row, vector, keyword }) => [
    row,
    { vector: vector ?? undefined, keyword: keyword ?? undefined },
  ])
}

const NONE = 'SELECT NULL::bigint AS row, NULL::double precision AS score WHERE false'

interface Nearest {
  tables: Tables
  bind: Bind
  condition: string | undefined
  limit: number
  is_indexed: boolean
}

function nearest({ tables, bind, condition, limit, is_indexed }: Nearest, vector: Uint8Array) {
  const wanted = `${bind(vectorText(vector))}::vector`
  const scoreOf = (table: string) => `1 - (${table}.embedding <=> ${wanted})`
  return {
    scoreOf,
    sql: `SELECT row, ${scoreOf('chunks')} AS score FROM ${tables.chunks} AS chunks
      WHERE embedding IS NOT NULL ${condition ? `AND ${condition}` : ''}
      ORDER BY embedding <=> ${wanted}${is_indexed ? '' : ', row'} LIMIT ${bind(limit)}`,
  }
}

/** BM25 as a share of the most that the terms can reach; rows of the terms say how long their chunk is. */
function wordScores(
  tables: Tables,
  bind: Bind,
  condition: string | undefined,
  { mode, k }: SearchJob,
  rare: ReadonlyMap<string, number>,
  { chunks, terms }: Entry,
): string {
  if (rare.size === 0) return NONE
  const most = [...rare.values()].reduce((sum, each) => sum + each * SATURATION, 0)
  const length = `${bind(terms / chunks)}::double precision`
  const joined = condition ? `JOIN ${tables.chunks} AS chunks ON chunks.row = held.row AND ${condition}` : ''
  return `
    SELECT held.row, least(1, sum(rare.weight * (held.hits * ${SATURATION}::double precision)
      / (held.hits + ${K1}::double precision * (${1 - B}::double precision + ${B}::double precision * held.length / ${length})))
      / ${bind(most)}::double precision) AS score
    FROM ${tables.terms} AS held
    JOIN unnest(${bind([...rare.keys()])}::text[], ${bind([...rare.values()])}::double precision[]) AS rare (term, weight)
      ON rare.term = held.term
    ${joined}
    GROUP BY held.row ORDER BY score DESC, held.row LIMIT ${bind(mode === 'hybrid' ? Math.max(2 * k, KNOWN_BY_WORDS) : k)}`
}

/** By term, in how many chunks it stands; only those that stand in any. */
async function holdersOf(
  run: Run,
  { terms }: Tables,
  wanted: readonly string[],
): Promise<Map<string, number>> {
  if (wanted.length === 0) return new Map()
  const rows = await run(
    `SELECT term, count(*) AS holders FROM ${terms} WHERE term = ANY($1::text[]) GROUP BY term`,
    [wanted],
  )
  return new Map(rows.map(({ term, holders }) => [String(term), Number(holders)]))
}

const rarities = (
  terms: readonly string[],
  held: ReadonlyMap<string, number>,
  { chunks }: Entry,
): Map<string, number> =>
  new Map(
    terms.flatMap((term): [string, number][] => {
      const holders = held.get(term) ?? 0
      return holders > 0 ? [[term, rarity(chunks, holders)]] : []
    }),
  )

function queryVector(
  { query, vector, collection: { name } }: SearchJob,
  { model, dimensions, chunks }: Entry,
  held: ReadonlyMap<string, number>,
  isLexical: boolean,
): Uint8Array | null {
  if (isLexical) return blobOf(lexicalVector(query, (term) => queryWeight(chunks, held.get(term) ?? 0)))
  const given = (vector?.byteLength ?? 0) / 4
  if (!vector || dimensions === 0) return null
  if (given === dimensions) return vector
  throw queryMismatch({ name, model, dimensions }, given)
}
