export interface Match {
  match: string
  index: number
  /** Numbered groups, from 1 on; null where a group took no part. */
  groups: (string | null)[]
  named: Record<string, string | null>
}

export interface MatchOptions {
  text: string
  pattern: string
  flags: string
  limit: number
}

/**
 * All matches of a pattern. Self-contained, because its source is also what runs in the sandbox for patterns that may
 * take long: it may use nothing from outside itself.
 */
export function findMatches({ text, pattern, flags, limit }: MatchOptions): Match[] {
  const found: Match[] = []
  const regex = new RegExp(pattern, `${flags}g`)
  for (let match = regex.exec(text); match !== null && found.length < limit; match = regex.exec(text)) {
    found.push({
      match: match[0],
      index: match.index,
      groups: Array.from(match)
        .slice(1)
        .map((group) => group ?? null),
      named: Object.fromEntries(
        Object.entries(match.groups ?? {}).map(([name, group]) => [name, group ?? null]),
      ),
    })
    // An empty match would be found again for ever.
    if (match[0] === '') regex.lastIndex++
  }
  return found
}

/**
 * Whether a pattern is surely quick on a text, so that it can run on the main thread. Cautious on purpose: at most one
 * quantifier without an upper bound, no repeated groups, no references or lookaround. The time is then at most the
 * square of the length.
 */
export function isQuick(pattern: string, text: string): boolean {
  if (pattern.length > 500 || text.length > 4_000) return false
  const plain = pattern.replaceAll(/\\[^1-9k]/g, 'x').replaceAll(/\[[^\]]*\]/g, 'x')
  if (/\\|\(\?<?[=!]|\)\s*[*+?{]/.test(plain)) return false
  const bounded = plain.replaceAll(/\{\d{1,2}(?:,\d{1,2})?\}/g, '')
  const quantifiers = bounded.match(/[*+]|\{\d+,?\d*\}/g)?.length ?? 0
  return quantifiers <= 1 && (plain.match(/\{|\|/g)?.length ?? 0) <= 4
}
