/** Finds any of many texts in one walk, however many there are. */
export interface Matcher {
  /** Each stretch that is covered by matches becomes `by`; matches that overlap are one stretch. */
  strike(text: string, by: string): string
  /** Where the longest suffix begins that a match could begin with; the length of the text where there is none. */
  openFrom(text: string): number
}

/** Characters that the rolling hash looks at; no pattern is shorter. */
const WINDOW = 6
const BASE = 31
/** What the first character of a window counts for in its hash. */
const LEADING = BASE ** (WINDOW - 1)

/**
 * A Rabin-Karp walk: the hash of each six characters is looked up among the beginnings of the patterns, and only where
 * it is one are patterns compared. Linear in the text for any number of patterns.
 */
export function createMatcher(patterns: readonly string[]): Matcher {
  const byHash = new Map<number, string[]>()
  const beginnings = new Set<string>()
  // One bit for each low half of a hash, so that nearly all windows are done with after one look.
  const seen = new Uint8Array(1 << 16)
  let longest = 0
  // The longest first: what matches at a place is then found by the first comparison that holds.
  for (const pattern of patterns.toSorted((a, b) => b.length - a.length)) {
    const hash = hashAt(pattern, 0)
    seen[hash & 0xffff] = 1
    byHash.set(hash, [...(byHash.get(hash) ?? []), pattern])
    for (let length = 1; length < WINDOW; length += 1) beginnings.add(pattern.slice(0, length))
    longest = Math.max(longest, pattern.length)
  }

  const candidates = (hash: number): readonly string[] =>
    seen[hash & 0xffff] === 1 ? (byHash.get(hash) ?? []) : []

  /** Calls `visit` for each place where a pattern stands, with its end. */
  function walk(text: string, visit: (start: number, end: number) => void): void {
    let hash = hashAt(text, 0)
    for (let at = 0; at + WINDOW <= text.length; at += 1) {
      if (at > 0) hash = roll(hash, text.charCodeAt(at - 1), text.charCodeAt(at + WINDOW - 1))
      if (seen[hash & 0xffff] !== 1) continue
      const found = candidates(hash).find((pattern) => text.startsWith(pattern, at))
      if (found !== undefined) visit(at, at + found.length)
    }
  }

  function stretches(text: string): [start: number, end: number][] {
    const found: [number, number][] = []
    walk(text, (start, end) => {
      const last = found.at(-1)
      if (last && start <= last[1]) last[1] = Math.max(last[1], end)
      else found.push([start, end])
    })
    return found
  }

  function couldBegin(text: string, at: number): boolean {
    const rest = text.length - at
    if (rest < WINDOW) return beginnings.has(text.slice(at))
    const suffix = text.slice(at)
    return candidates(hashAt(text, at)).some((pattern) => pattern.length > rest && pattern.startsWith(suffix))
  }

  return {
    strike(text, by) {
      const found = stretches(text)
      if (found.length === 0) return text
      let struck = ''
      let from = 0
      for (const [start, end] of found) {
        struck += text.slice(from, start) + by
        from = end
      }
      return struck + text.slice(from)
    },
    openFrom(text) {
      let from = Math.max(0, text.length - longest + 1)
      while (from < text.length && !couldBegin(text, from)) from += 1
      if (from === text.length) return from
      // A stretch that reaches into what is held back would be cut in two.
      const reaching = stretches(text).find(([start, end]) => start < from && end > from)
      return reaching ? reaching[0] : from
    },
  }
}

function hashAt(text: string, at: number): number {
  let hash = 0
  for (let index = at; index < at + WINDOW; index += 1)
    hash = (Math.imul(hash, BASE) + (text.charCodeAt(index) || 0)) | 0
  return hash
}

const roll = (hash: number, out: number, next: number): number =>
  (Math.imul((hash - Math.imul(out, LEADING)) | 0, BASE) + next) | 0
