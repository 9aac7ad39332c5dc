import { cutText, SEPARATORS } from './cut_text.ts'
import type { Piece, Span } from './span.ts'

const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' })

/** What is looked through at once: a text of one long line is not to hold up whoever waits for its first sentence. */
const WINDOW = 1 << 16
/** Where a sentence ends depends on what follows: on the next word, behind all signs. */
const AHEAD = 1 << 10

/** The sentences of a text, each with the space behind it. One that is longer than the size comes in parts. */
export function* sentencePieces(text: string, size: number): Generator<Piece> {
  const least = Math.max(WINDOW, 4 * size)
  let start = 0
  for (let length = least; start < text.length; ) {
    const window = { start, end: Math.min(text.length, start + length) }
    const reached = yield* surePieces(text, window, size)
    length = reached === start ? length * 4 : least
    start = reached
  }
}

/** Those of a window that do not depend on what is behind it. Answers where they end. */
function* surePieces(text: string, { start, end }: Span, size: number): Generator<Piece, number> {
  let reached = start
  let held: Piece[] = []
  for (const sentence of sentencesIn(text.slice(start, end))) {
    const span = { start: start + sentence.start, end: start + sentence.end }
    for (const piece of fitting(text, span, size)) {
      held.push(piece)
      if (!isSure(piece.end)) continue
      yield* held
      reached = piece.end
      held = []
    }
  }
  return reached

  /** The next window must not begin within an empty line, which would be none to it. */
  function isSure(at: number): boolean {
    return end === text.length || (at <= end - AHEAD && /\S/.test(text.charAt(at)))
  }
}

/** A span as one piece, or as several where it is longer than the size; a single character may have up to `most`. */
export function* fitting(text: string, span: Span, size: number, most = size): Generator<Piece> {
  const { start, end, ...more } = span
  if (end - start <= size) return yield { ...span, cost: end - start }
  for (const part of cutText(text, { size, most, overlap: 0, min_size: 0 }, SEPARATORS, span))
    yield { ...more, ...part, cost: part.end - part.start }
}

function* sentencesIn(text: string): Generator<Span> {
  for (const { start, end } of paragraphsOf(text)) {
    // A line that is wrapped goes on in the next one; list items, headings and rows of tables begin anew.
    const joined = text.slice(start, end).replaceAll(/\n(?!\s|[-*•+>#|]|\d+[.)]\s)/g, ' ')
    for (const { index, segment } of segmenter.segment(joined))
      yield { start: start + index, end: start + index + segment.length }
  }
}

/** Up to the empty line behind each. */
function* paragraphsOf(text: string): Generator<Span> {
  let start = 0
  for (const { index, 0: gap } of text.matchAll(/\n[^\S\n]*\n\s*/g)) {
    const end = index + gap.length
    yield { start, end }
    start = end
  }
  if (start < text.length) yield { start, end: text.length }
}
