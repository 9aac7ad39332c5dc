import type { ChunkLimits, Piece, Span } from './span.ts'

/**
 * As many whole pieces a chunk as fit. A chunk begins with the last pieces of the one before, up to the overlap, but for
 * one where something new begins. What is below the least size takes in what follows, where that fits.
 */
export function* packPieces(
  pieces: Iterable<Piece>,
  { size, overlap, min_size }: ChunkLimits,
): Generator<Span> {
  let group: Piece[] = []
  let cost = 0
  for (const piece of pieces) {
    const isFull = cost + piece.cost > size
    if (group.length > 0 && (isFull || (piece.breaks && cost >= min_size))) {
      yield spanOf(group)
      group = piece.breaks ? [] : tailOf(group, Math.min(overlap, size - piece.cost))
      cost = costOf(group)
    }
    group.push(piece)
    cost += piece.cost
  }
  if (group.length > 0) yield spanOf(group)
}

/** The last pieces that cost no more; never all of them, which would be the same chunk again. */
function tailOf(group: readonly Piece[], allowed: number): Piece[] {
  let at = group.length
  let cost = 0
  while (at > 1 && cost + (group[at - 1]?.cost ?? 0) <= allowed) cost += group[--at]?.cost ?? 0
  return group.slice(at)
}

const costOf = (group: readonly Piece[]): number => group.reduce((sum, { cost }) => sum + cost, 0)

function spanOf(group: readonly Piece[]): Span {
  const [first] = group
  const last = group.at(-1)
  if (!first || !last) throw new TypeError('A chunk has a piece')
  const { start, heading } = first
  return { start, end: last.end, ...(heading !== undefined && { heading }) }
}
