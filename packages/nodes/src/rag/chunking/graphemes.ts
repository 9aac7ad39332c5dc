const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * The last place of `from..at` where a character as people see it ends; undefined where not even the first one does.
 * `from` is such a place itself.
 */
export function lastBoundary(text: string, from: number, at: number): number | undefined {
  if (at >= text.length) return text.length
  if (isPlain(text, at)) return at > from ? at : undefined
  let safe = at - 1
  while (safe > from && !isPlain(text, safe)) safe -= 1
  let found: number | undefined
  // Whether a place is a boundary depends on what is before it and on the one code point behind it.
  for (const { index } of segmenter.segment(text.slice(Math.max(safe, from), at + 2))) {
    const place = Math.max(safe, from) + index
    if (place > at) break
    if (place > from) found = place
  }
  return found
}

/** Where the character that begins at `from` ends. */
export function nextBoundary(text: string, from: number): number {
  if (from + 1 >= text.length || isPlain(text, from + 1)) return Math.min(from + 1, text.length)
  for (let size = 32; ; size *= 4) {
    const window = text.slice(from, from + size)
    const length = segmenter.segment(window)[Symbol.iterator]().next().value?.segment.length ?? 1
    if (length < window.length || from + size >= text.length) return from + length
  }
}

/** The same as `lastBoundary`, between code points where a single character is longer than what is allowed. */
export function cutBefore(text: string, from: number, at: number): number {
  const found = lastBoundary(text, from, at)
  if (found !== undefined) return found
  const splitsPair = isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at))
  return splitsPair && at - 1 > from ? at - 1 : at
}

/** Both sides are letters or signs that never join with one another, as in nearly all places of nearly all texts. */
const isPlain = (text: string, at: number): boolean =>
  isAlone(text.charCodeAt(at - 1)) && isAlone(text.charCodeAt(at))

/** ASCII, Latin, Greek, Cyrillic, Chinese characters and Kana; marks that combine are not among them. */
const isAlone = (unit: number): boolean =>
  (unit >= 0x20 && unit <= 0x7e) ||
  unit === 0x0a ||
  (unit >= 0xa1 && unit <= 0x2ff && unit !== 0xad) ||
  (unit >= 0x370 && unit <= 0x482) ||
  (unit >= 0x48a && unit <= 0x52f) ||
  (unit >= 0x3041 && unit <= 0x3096) ||
  (unit >= 0x30a1 && unit <= 0x30fa) ||
  (unit >= 0x4e00 && unit <= 0x9fff)

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff
