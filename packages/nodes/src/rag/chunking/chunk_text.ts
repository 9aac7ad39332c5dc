import { createTurns, type Turns } from '@llamanexus/node-sdk'
import { cutText, SEPARATORS } from './cut_text.ts'
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
  /** Those of the work that this is a part of. Default: its own. */
  turns?: Turns
}

/**
 * The chunks of a text: none is above the size, together they hold all of it but space, and none begins or ends within
 * a character, unless that alone is above the size.
 */
export async function chunkText(text: string, options: ChunkOptions): Promise<Span[]> {
  const { turns = createTurns({ signal: options.signal, what: 'The chunking' }) } = options
  return turns.all(withoutRepeats(text, await spansOf(text, { ...options, turns })))
}

/** Without the space around them, a chunk may be all overlap, or all of one may be in the next. */
function* withoutRepeats(text: string, spans: Iterable<Span>): Generator<Span> {
  let last: Span | undefined
  for (const whole of spans) {
    const span = trimmed(text, whole)
    if (!span || (last && span.end <= last.end)) continue
    if (last && span.start > last.start) yield last
    last = span
  }
  if (last) yield last
}

type InTurns = ChunkOptions & { turns: Turns }

async function spansOf(text: string, options: InTurns): Promise<Iterable<Span>> {
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

async function semanticSpans(text: string, options: InTurns): Promise<Iterable<Span>> {
  const { size, turns, break_share, similarities } = options
  const pieces = await turns.all(sentencePieces(text, size))
  const alike = similarities
    ? await similarities(pieces.map(({ start, end }) => text.slice(start, end)))
    : await turns.all(lexicalSimilarities(text, pieces))
  return packPieces(withBreaks(pieces, alike, break_share), options)
}
