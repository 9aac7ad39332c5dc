import type { Piece } from './span.ts'

/** How alike what stands before and after each piece is, 0 to 1; nothing for the first. */
export type Similarities = readonly number[]

/** Sentences on each side of a place that are held against each other by their words. */
const WINDOW = 3

/** The pieces with breaks where the text turns to something else: at the given share of places, those least alike. */
export function withBreaks(pieces: readonly Piece[], alike: Similarities, share: number): Piece[] {
  const sorted = Float64Array.from(alike.slice(1)).toSorted()
  const limit = sorted[Math.floor(sorted.length * share)] ?? -1
  return pieces.map((piece, at) => {
    const own = alike[at] ?? 1
    // A place in the middle of a turn is not another one: only the least alike of its neighbours counts.
    const isTurn = at > 0 && own < limit && own <= (alike[at - 1] ?? 1) && own <= (alike[at + 1] ?? 1)
    return isTurn ? { ...piece, breaks: true } : piece
  })
}

/** By the words that both sides share. */
export function* lexicalSimilarities(text: string, pieces: readonly Piece[]): Generator<number> {
  const bagOf = (piece: Piece | undefined) =>
    piece ? wordsOf(text.slice(piece.start, piece.end)) : new Map()
  const before: Map<string, number>[] = []
  const after = pieces.slice(0, WINDOW).map(bagOf)
  for (let at = 0; at < pieces.length; at += 1) {
    yield at === 0 ? 1 : cosine(joined(before), joined(after))
    before.push(after.shift() ?? new Map())
    if (before.length > WINDOW) before.shift()
    after.push(bagOf(pieces[at + WINDOW]))
  }
}

/** By their vectors, which are of length 1. */
export function* vectorSimilarities(vectors: readonly (readonly number[])[]): Generator<number> {
  for (const [at, vector] of vectors.entries()) {
    const before = vectors[at - 1]
    yield before ? vector.reduce((sum, part, index) => sum + part * (before[index] ?? 0), 0) : 1
  }
}

/** Words of few letters are mostly those of the grammar. Endings are left off, roughly. */
function wordsOf(text: string): Map<string, number> {
  const bag = new Map<string, number>()
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]{4,}/gu)) {
    const stem = word.slice(0, 6)
    bag.set(stem, (bag.get(stem) ?? 0) + 1)
  }
  return bag
}

function joined(bags: readonly Map<string, number>[]): Map<string, number> {
  const all = new Map<string, number>()
  for (const bag of bags) for (const [word, count] of bag) all.set(word, (all.get(word) ?? 0) + count)
  return all
}

function cosine(a: Map<string, number>, b: Map<string, number>): number {
  let dot = 0
  for (const [word, count] of a) dot += count * (b.get(word) ?? 0)
  const length = (bag: Map<string, number>) => Math.hypot(...bag.values())
  return dot === 0 ? 0 : dot / (length(a) * length(b))
}
