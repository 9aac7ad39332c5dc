import { SATURATION, saturation } from '../../bm25.ts'

export interface Sparse {
  indices: number[]
  values: number[]
}

/**
 * Terms that a chunk is taken to have as a rule. What is kept in Qdrant cannot follow the average of a collection that
 * grows: a search takes candidates by this one, and scores them by the true average.
 */
const USUAL_LENGTH = 128

/** Words as a sparse vector: each by its number, with how much of its weight the chunk has. */
export function wordVector(terms: readonly [term: string, count: number][], length: number): Sparse {
  const counts = new Map<number, number>()
  for (const [term, count] of terms) {
    const index = termIndex(term)
    counts.set(index, (counts.get(index) ?? 0) + count)
  }
  const sorted = [...counts].toSorted(([a], [b]) => a - b)
  return {
    indices: sorted.map(([index]) => index),
    values: sorted.map(([, count]) => saturation(count, length, USUAL_LENGTH)),
  }
}

/** How often a word of such a vector stands in the chunk. */
export function countIn({ indices, values }: Sparse, index: number, length: number): number {
  const weight = values[indices.indexOf(index)] ?? 0
  if (weight <= 0) return 0
  const share = saturation(1, length, USUAL_LENGTH)
  // `saturation` turned round: c·s / (c + q) = w, where q follows from the weight of a single one.
  const rest = SATURATION / share - 1
  return Math.max(1, Math.round((weight * rest) / (SATURATION - weight)))
}

/** A number for a term, 32 bits (FNV-1a, mixed once more). Two terms share one once in some four thousand million. */
export function termIndex(term: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(term)) hash = Math.imul(hash ^ byte, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
