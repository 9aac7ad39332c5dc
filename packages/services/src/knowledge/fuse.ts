/** The scores of one candidate, 0 to 1; absent where it has nothing in common with the query on that side. */
export interface Scores {
  vector?: number
  keyword?: number
}

/**
 * How much the vectors count beside the words. Vectors of words know little that BM25 does not; the share was measured
 * on half of the questions of `npm run bench -- retrieval`, which reports on the other half.
 */
export const defaultWeight = (model: string): number => (model === 'lexical' ? 0.3 : 0.5)

/** One score out of both, 0 to 1. */
export function fuse({ vector = 0, keyword = 0 }: Scores, vectorWeight: number): number {
  return vectorWeight * vector + (1 - vectorWeight) * keyword
}

/** To six places: what lies behind them differs by how a machine adds up. */
export const rounded = (score: number): number => Math.round(Math.min(1, Math.max(0, score)) * 1e6) / 1e6
