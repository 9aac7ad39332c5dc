/** So many candidates are looked at: with thousands of names and faults, comparing all would take seconds. */
const MAX_CANDIDATES = 200

/** The candidate that differs by at most two letters from what was written, the nearest one; for "did you mean". */
export function closestName(written: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Math.min(3, Math.ceil(written.length / 2) + 1)
  let left = MAX_CANDIDATES
  for (const candidate of candidates) {
    if (left-- === 0) break
    if (Math.abs(candidate.length - written.length) >= least) continue
    const distance = editDistance(written.toLowerCase(), candidate.toLowerCase())
    if (distance < least) {
      best = candidate
      least = distance
    }
  }
  return best
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}
