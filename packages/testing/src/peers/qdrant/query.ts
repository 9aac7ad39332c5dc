import { bad, checkSparse, type Sparse, type WireCollection, type WirePoint } from './collection.ts'
import { fits } from './filter.ts'

interface Query {
  query?: number[] | Sparse
  using?: string
  limit?: number
  offset?: number
  filter?: unknown
  score_threshold?: number
  with_payload?: boolean | string[]
  with_vector?: boolean | string[]
  params?: object
}

const FIELDS = new Set([
  'query',
  'using',
  'limit',
  'offset',
  'filter',
  'score_threshold',
  'with_payload',
  'with_vector',
  'params',
])

/** The points nearest to a query, best first, with scores in 32 bits. */
export function queryPoints(collection: WireCollection, query: Query) {
  for (const key of Object.keys(query)) if (!FIELDS.has(key)) throw bad(`unknown field \`${key}\``)
  const {
    using = '',
    limit = 10,
    offset = 0,
    filter,
    score_threshold: least = Number.NEGATIVE_INFINITY,
  } = query
  if (!Number.isInteger(limit) || limit < 1) throw bad('limit must be 1 or larger')
  const score = scorer(collection, query.query, using)
  const found = [...collection.points.values()]
    .filter((point) => point.vector[using] !== undefined && fits(point, filter))
    .map((point) => ({ point, score: Math.fround(score(point)) }))
    // A sparse vector that has nothing in common with the query is no result of it.
    .filter(({ score }) => score >= least && (Array.isArray(query.query) || score !== 0))
    .toSorted((a, b) => b.score - a.score)
    .slice(offset, offset + limit)
  return { points: found.map(({ point, score }) => ({ ...shown(point, query), version: 1, score })) }
}

export function shown(
  { id, payload, vector }: WirePoint,
  { with_payload, with_vector }: Pick<Query, 'with_payload' | 'with_vector'>,
) {
  return {
    id,
    ...(with_payload && { payload: selected(payload, with_payload) }),
    ...(with_vector && { vector: selected(vector, with_vector) }),
  }
}

const selected = <T>(all: Record<string, T>, which: true | string[]): Record<string, T> =>
  which === true
    ? all
    : Object.fromEntries(which.flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]])))

function scorer(
  collection: WireCollection,
  query: number[] | Sparse | undefined,
  using: string,
): (point: WirePoint) => number {
  if (Array.isArray(query)) {
    const size = collection.config.vectors[using]?.size
    if (size === undefined) throw bad(`Not existing vector name error: ${using}`)
    if (query.length !== size) throw bad(`Vector dimension error: expected dim: ${size}, got ${query.length}`)
    const length = Math.hypot(...query) || 1
    const unit = query.map((part) => Math.fround(part / length))
    return ({ vector }) => dot(vector[using] as number[], unit)
  }
  const sparse = collection.config.sparse_vectors[using]
  if (!sparse || !query) throw bad(`Not existing vector name error: ${using}`)
  checkSparse(query)
  const weights = new Map(
    query.indices.map((index, at) => [
      index,
      (query.values[at] ?? 0) * (sparse.modifier === 'idf' ? idf(collection, using, index) : 1),
    ]),
  )
  return ({ vector }) => {
    const { indices, values } = vector[using] as Sparse
    return indices.reduce((sum, index, at) => sum + (weights.get(index) ?? 0) * (values[at] ?? 0), 0)
  }
}

/** ln(1 + (N − n + 0.5) / (n + 0.5)) over all points that have such a vector. */
function idf({ points }: WireCollection, using: string, index: number): number {
  const vectors = [...points.values()].flatMap(({ vector }) =>
    vector[using] ? [vector[using] as Sparse] : [],
  )
  const holders = vectors.filter(({ indices }) => indices.includes(index)).length
  return Math.log(1 + (vectors.length - holders + 0.5) / (holders + 0.5))
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, part, at) => sum + part * (b[at] ?? 0), 0)
