import type { DocumentChunk, SearchHit, SearchMode } from '@llamanexus/node-sdk'
import { queryTerms, termsOf } from '../lexical/index.ts'
import { defaultWeight, fuse, rounded, type Scores } from './fuse.ts'

/** Of a hybrid search, from each side: what is in neither list has no part in the best. */
const CANDIDATES = 100

export interface Ranking {
  mode: SearchMode
  model: string
  k: number
  threshold: number
  vector_weight?: number
}

export interface Ranked<Key> {
  key: Key
  score: number
  scores: Scores
}

/** How many candidates each side of a search gives. */
export const depthOf = ({ mode, k }: Pick<Ranking, 'mode' | 'k'>): number =>
  mode === 'hybrid' ? Math.max(CANDIDATES, 2 * k) : k

/** The best k of some candidates, best first, and all that are as good as the last of them: `inOrder` decides among those. */
export function bestOf<Key>(candidates: Iterable<[Key, Scores]>, ranking: Ranking): Ranked<Key>[] {
  const { mode, model, k, threshold, vector_weight: weight = defaultWeight(model) } = ranking
  const scoreOf = ({ vector, keyword }: Scores): number => {
    if (mode === 'hybrid') return rounded(fuse({ vector, keyword }, weight))
    return rounded((mode === 'vector' ? vector : keyword) ?? 0)
  }
  const found = Array.from(candidates, ([key, scores]) => ({
    key,
    scores: shown(scores),
    score: scoreOf(scores),
  }))
    .filter(({ score }) => score > 0 && score >= threshold)
    .toSorted((a, b) => b.score - a.score)
  const last = found[k - 1]?.score ?? 0
  return found.filter(({ score }) => score >= last)
}

/** The hits as they are given: equal ones by id, and where words of the query stand in them if that was asked for. */
export function inOrder(
  hits: readonly (DocumentChunk & { score: number; scores: Scores })[],
  { k, query, highlight }: { k: number; query: string; highlight: boolean },
): SearchHit[] {
  const best = hits.toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, k)
  if (!highlight) return best
  const wanted = new Set(queryTerms(query))
  return best.map((hit) => ({ ...hit, matches: matchesIn(hit.text, wanted) }))
}

function matchesIn(text: string, wanted: ReadonlySet<string>): [number, number][] {
  const found = termsOf(text).filter(({ term }) => wanted.has(term))
  return found.map(({ start, end }) => [start, end])
}

const shown = ({ vector, keyword }: Scores): Scores => ({
  ...(vector !== undefined && { vector: rounded(vector) }),
  ...(keyword !== undefined && { keyword: rounded(keyword) }),
})
