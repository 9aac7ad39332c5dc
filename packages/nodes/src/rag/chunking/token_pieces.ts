import { cutBefore, lastBoundary, nextBoundary } from './graphemes.ts'
import type { Piece } from './span.ts'

/** Letters of a word that are counted as one token at most. */
const LETTERS = 6
/** UTF-16 units of one token at most: letters may take two each. */
const MOST_UNITS = 2 * LETTERS

/** A rough count, made for no model in particular: words in pieces of at most six letters, and signs. */
export const countTokens = (text: string): number =>
  text.match(/[\p{L}\p{N}]{1,6}|[^\s\p{L}\p{N}]/gu)?.length ?? 0

/** The words of a text, each with the space behind it. One of more tokens than the size comes in parts. */
export function* tokenPieces(text: string, size: number): Generator<Piece> {
  for (const { index: start, 0: word } of text.matchAll(/\s*\S+|\s+/g)) {
    const end = start + word.length
    // A word of a whole file is not counted to find that it is too long.
    const cost = word.trimStart().length > size * MOST_UNITS ? Number.POSITIVE_INFINITY : countTokens(word)
    if (cost <= size) yield { start, end, cost }
    else yield* partsOf(text, start, end, size)
  }
}

/** Parts may count for more than the whole, never for less. */
function* partsOf(text: string, from: number, to: number, size: number): Generator<Piece> {
  let start = from
  while (start < to) {
    const end = Math.min(to, partEnd(text, start, Math.min(to, start + LETTERS), size))
    yield { start, end, cost: countTokens(text.slice(start, end)) }
    start = end
  }
}

function partEnd(text: string, start: number, limit: number, size: number): number {
  const fits = (end: number) => countTokens(text.slice(start, end)) <= size
  const several = lastBoundary(text, start, limit)
  if (several !== undefined && fits(several)) return several
  const one = nextBoundary(text, start)
  return fits(one) ? one : cutBefore(text, start, Math.min(start + 2, start + size))
}
