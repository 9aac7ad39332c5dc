/** BM25 as the embedded store has it from FTS5, for those that compute it themselves. */
export const K1 = 1.2
export const B = 0.75

/** The most that a word can count, in units of how rare it is. */
export const SATURATION = K1 + 1

/** How much a word tells that stands in so many of all chunks: next to nothing where it is in more than half of them. */
export const rarity = (total: number, holders: number): number =>
  Math.max(1e-6, Math.log((total - holders + 0.5) / (holders + 0.5)))

/** How much of a word's weight a chunk has, that holds it so many times in so many words. */
export const saturation = (count: number, length: number, average: number): number =>
  (count * SATURATION) / (count + K1 * (1 - B + (B * length) / average))

/**
 * What a word of a query counts in the vector of a `lexical` one, 0 to 1, by the share of chunks that have it: 1 for one
 * that stands nowhere.
 */
export const queryWeight = (total: number, holders: number): number =>
  Math.log(1 + (total - holders + 0.5) / (holders + 0.5)) / Math.log(2 + 2 * total)
