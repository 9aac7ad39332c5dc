import { cutText, SEPARATORS } from './cut_text.ts'
import type { Piece, Span } from './span.ts'

const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' })

/** The sentences of a text, each with the space behind it. One that is longer than the size comes in parts. */
export function* sentencePieces(text: string, size: number): Generator<Piece> {
  for (const paragraph of paragraphsOf(text))
    for (const sentence of sentencesOf(text, paragraph)) yield* fitting(text, sentence, size)
}

/** A span as one piece, or as several where it is longer than the size; a single character may have up to `most`. */
export function* fitting(text: string, span: Span, size: number, most = size): Generator<Piece> {
  const { start, end, ...more } = span
  if (end - start <= size) return yield { ...span, cost: end - start }
  for (const part of cutText(text, { size, most, overlap: 0, min_size: 0 }, SEPARATORS, span))
    yield { ...more, ...part, cost: part.end - part.start }
}

/** Up to the empty line behind each, found one by one: a book need not be gone through for its first page. */
function* paragraphsOf(text: string): Generator<Span> {
  let start = 0
  for (const { index, 0: gap } of text.matchAll(/\n[^\S\n]*\n\s*/g)) {
    const end = index + gap.length
    yield { start, end }
    start = end
  }
  if (start < text.length) yield { start, end: text.length }
}

/** A line that is wrapped goes on in the next one; list items, headings and rows of tables begin anew. */
function* sentencesOf(text: string, { start, end }: Span): Generator<Span> {
  const joined = text.slice(start, end).replaceAll(/\n(?!\s|[-*•+>#|]|\d+[.)]\s)/g, ' ')
  for (const { index, segment } of segmenter.segment(joined))
    yield { start: start + index, end: start + index + segment.length }
}
