import { cutText, SEPARATORS } from './cut_text.ts'
import { inSlices } from './in_slices.ts'
import { markdownPieces } from './markdown_pieces.ts'
import { packPieces } from './pack_pieces.ts'
import { lexicalSimilarities, type Similarities, withBreaks } from './semantic_pieces.ts'
import { sentencePieces } from './sentence_pieces.ts'
import { type ChunkLimits, type Span, trimmed } from './span.ts'
import { tokenPieces } from './token_pieces.ts'

export const STRATEGIES = ['fixed', 'recursive', 'sentence', 'markdown', 'token', 'semantic'] as const
export type Strategy = (typeof STRATEGIES)[number]

export interface ChunkOptions extends ChunkLimits {
  strategy: Strategy
  /** For `recursive`, from the most to the least welcome. */
  separators?: readonly string[]
  /** For `semantic`: the share of places between sentences that are breaks, 0 to 1. */
  break_share: number
  /** For `semantic`: how alike neighbouring sentences are. Default: by their words. */
  similarities?: (sentences: readonly string[]) => Promise<Similarities>
  signal: AbortSignal
}

/**
 * The chunks of a text: none is above the size, together they hold all of it but space, and none begins or ends within
 * a character, unless that alone is above the size.
 */
export async function chunkText(text: string, options: ChunkOptions): Promise<Span[]> {
  const spans = await inSlices(await spansOf(text, options), options.signal)
  return withoutRepeats(spans.flatMap((span) => trimmed(text, span) ?? []))
}

/** Without the space around them, a chunk may be all overlap, or all of one may be in the next. */
function withoutRepeats(spans: readonly Span[]): Span[] {
  const kept: Span[] = []
  for (const span of spans) {
    const last = kept.at(-1)
    if (last && span.end <= last.end) continue
    if (last && span.start <= last.start) kept.pop()
    kept.push(span)
  }
  return kept
}

async function spansOf(text: string, options: ChunkOptions): Promise<Iterable<Span>> {
  const { strategy, size, separators } = options
  switch (strategy) {
    case 'fixed':
      return cutText(text, options, [])
    case 'recursive':
      return cutText(text, options, separators?.length ? separators.map((one) => [one]) : SEPARATORS)
    case 'sentence':
      return packPieces(sentencePieces(text, size), options)
    case 'markdown':
      return packPieces(markdownPieces(text, size), options)
    case 'token':
      return packPieces(tokenPieces(text, size), options)
    case 'semantic':
      return semanticSpans(text, options)
  }
}

async function semanticSpans(text: string, options: ChunkOptions): Promise<Iterable<Span>> {
  const { size, signal, break_share, similarities } = options
  const pieces = await inSlices(sentencePieces(text, size), signal)
  const alike = similarities
    ? await similarities(pieces.map(({ start, end }) => text.slice(start, end)))
    : await inSlices(lexicalSimilarities(text, pieces), signal)
  return packPieces(withBreaks(pieces, alike, break_share), options)
}
