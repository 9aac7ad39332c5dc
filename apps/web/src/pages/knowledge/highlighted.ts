export interface TextPart {
  text: string
  start: number
  isMatch: boolean
}

/** The text in parts, those that match apart; matches may overlap and come in any order. */
export function highlighted(text: string, matches: readonly (readonly [number, number])[]): TextPart[] {
  const parts: TextPart[] = []
  let reached = 0
  for (const [from, end] of matches.toSorted((a, b) => a[0] - b[0])) {
    const start = Math.max(from, reached)
    if (end <= start) continue
    if (start > reached) parts.push({ text: text.slice(reached, start), start: reached, isMatch: false })
    parts.push({ text: text.slice(start, end), start, isMatch: true })
    reached = end
  }
  if (reached < text.length) parts.push({ text: text.slice(reached), start: reached, isMatch: false })
  return parts
}
