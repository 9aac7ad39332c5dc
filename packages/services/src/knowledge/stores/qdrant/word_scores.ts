import { SATURATION, saturation } from '../../bm25.ts'
import { type State, WORDS } from './points.ts'
import type { QdrantClient } from './qdrant_client.ts'
import type { Found } from './search_points.ts'
import { countIn, type Sparse, termIndex } from './word_vector.ts'

/** How rare words are in the collection, as Qdrant has it. */
export interface Odds {
  /** How much a term tells, as `rarity` in `bm25.ts`; undefined for one that stands nowhere. */
  rarity(term: string): number | undefined
  /** What it counts in the vector of a lexical query, as `queryWeight` in `bm25.ts`. */
  weight(term: string, total: number): number
  /** What Qdrant itself multiplies it by. */
  idf(term: string): number | undefined
}

/**
 * Asks for each term alone: its score is the weight that the best point has of it, times the term's IDF,
 * ln(1 + (N − n + 0.5) / (n + 0.5)). From it follows what the other stores compute out of N and n.
 */
export async function oddsOf(client: QdrantClient, terms: readonly string[]): Promise<Odds> {
  const searches = terms.map((term) => ({
    query: { indices: [termIndex(term)], values: [1] },
    using: WORDS,
    limit: 1,
    with_vector: [WORDS],
    with_payload: false,
  }))
  const answers =
    searches.length > 0
      ? ((await client.ask<{ points: Found[] }[]>('POST', '/points/query/batch', { searches })) ?? [])
      : []
  const idfs = new Map(
    terms.flatMap((term, at): [string, number][] => {
      const point = answers[at]?.points[0]
      const { indices = [], values = [] } = point?.vector?.[WORDS] ?? {}
      const weight = values[indices.indexOf(termIndex(term))] ?? 0
      return point && weight > 0 ? [[term, point.score / weight]] : []
    }),
  )
  return {
    idf: (term) => idfs.get(term),
    rarity(term) {
      const idf = idfs.get(term)
      return idf === undefined ? undefined : Math.max(1e-6, Math.log(Math.expm1(idf)))
    },
    weight: (term, total) => {
      const idf = idfs.get(term)
      return idf === undefined ? 1 : idf / Math.log(2 + 2 * total)
    },
  }
}

/** The query by words such that Qdrant weighs each as BM25 does; null where no chunk has any of them. */
export function wordQuery(terms: readonly string[], odds: Odds): Sparse | null {
  const weights = new Map<number, number>()
  for (const term of terms) {
    const [idf, rarity] = [odds.idf(term), odds.rarity(term)]
    if (idf !== undefined && rarity !== undefined) weights.set(termIndex(term), rarity / idf)
  }
  if (weights.size === 0) return null
  return { indices: [...weights.keys()], values: [...weights.values()] }
}

/** BM25 of a chunk as a share of the most that the terms can reach; undefined where it has none of them. */
export function wordScore(
  words: Sparse | undefined,
  length: number,
  { terms, odds, state }: { terms: readonly string[]; odds: Odds; state: State },
): number | undefined {
  if (!words) return undefined
  let [sum, most, isFound] = [0, 0, false]
  for (const term of terms) {
    const rarity = odds.rarity(term)
    if (rarity === undefined) continue
    most += rarity * SATURATION
    const count = countIn(words, termIndex(term), length)
    if (count === 0) continue
    isFound = true
    sum += rarity * saturation(count, length, state.terms / state.chunks)
  }
  return isFound ? Math.min(1, sum / most) : undefined
}
