/** A part of a text, in UTF-16 units. */
export interface Span {
  start: number
  end: number
  /** Of the section it stands in: `Tea > Picking`. */
  heading?: string
}

/** A part that stays whole. All pieces of a text together are the text. */
export interface Piece extends Span {
  /** In what the limit counts: characters or tokens. */
  cost: number
  /** Something new begins here. */
  breaks?: boolean
}

export interface ChunkLimits {
  size: number
  overlap: number
  min_size: number
}

/** The span without the space around it; undefined where there is nothing else. */
export function trimmed(text: string, { start, end, ...more }: Span): Span | undefined {
  const whole = text.slice(start, end)
  const bare = whole.trimStart()
  if (bare === '') return undefined
  const from = end - bare.length
  const own = from > start && isMark(text, from) ? from - 1 : from
  return { start: own, end: start + whole.trimEnd().length, ...more }
}

/** A mark that combines with the space before it, which is then no mere space. */
const isMark = (text: string, at: number): boolean => /[\p{M}\u200d]/u.test(text.charAt(at))
