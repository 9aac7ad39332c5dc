import { cutBefore, lastBoundary, nextBoundary } from './graphemes.ts'
import type { ChunkLimits, Span } from './span.ts'

/** From the most to the least welcome place to cut: paragraph, line, sentence, clause, word. */
export const SEPARATORS: readonly (readonly string[])[] = [
  ['\n\n'],
  ['\n'],
  ['. ', '? ', '! ', '… ', '。', '！', '？'],
  ['; ', ', ', ': ', '，', '、', '；'],
  [' ', '\t'],
]

/** A separator before this share of a chunk would leave most of it empty. */
const MIN_SHARE = 0.3

/**
 * Cuts a text into parts of at most `size` characters, at the most welcome separator that each has; with none, where
 * the size is full. A single character may have up to `most`. A last part below the least size takes from the one before it.
 */
export function* cutText(
  text: string,
  { size, overlap, min_size, most = size }: ChunkLimits & { most?: number },
  separators: readonly (readonly string[])[],
  { start: from, end: to }: Span = { start: 0, end: text.length },
): Generator<Span> {
  let start = from
  while (start < to) {
    const end =
      to - start <= size ? to : cutIn(text, start, Math.min(start + size, Math.max(start + 1, to - min_size)))
    yield { start, end }
    if (end >= to) return
    start = nextStart(text, { start, end }, overlap, separators.length > 0)
  }

  function cutIn(text: string, start: number, limit: number): number {
    const window = text.slice(start, limit)
    for (const tier of separators) {
      const at = start + Math.max(...tier.map((separator) => endOfLast(window, separator)))
      if (at - start > window.length * MIN_SHARE && lastBoundary(text, start, at) === at) return at
    }
    // A least size is a wish, and a character that stays whole is not.
    return lastBoundary(text, start, limit) ?? cutBefore(text, start, Math.min(start + most, to))
  }
}

const endOfLast = (window: string, separator: string): number => {
  const at = separator === '' ? -1 : window.lastIndexOf(separator)
  return at < 0 ? 0 : at + separator.length
}

/** At most the overlap before the end, at a character, and where words count at the beginning of one. */
function nextStart(text: string, { start, end }: Span, overlap: number, atWords: boolean): number {
  const wanted = end - Math.min(overlap, Math.floor((end - start) / 2))
  if (wanted >= end) return end
  const before = lastBoundary(text, start, wanted)
  const at = before === wanted ? wanted : nextBoundary(text, before ?? start)
  if (at >= end || at <= start) return end
  if (!atWords || /\s/.test(text.charAt(at - 1))) return at
  const space = text.slice(at, end).search(/\s/)
  const word = space < 0 ? at : at + space + 1
  return word < end && lastBoundary(text, start, word) === word ? word : at
}
