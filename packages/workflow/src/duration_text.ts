const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const

/** Milliseconds as people write them, to the last one: `800 ms`, `1.5 s`, `1 min 30 s`, `2 d`. */
export function durationText(ms: number): string {
  if (!Number.isFinite(ms) || Math.abs(ms) < 1000) return `${ms} ms`
  let rest = ms
  const parts: string[] = []
  for (const [unit, size] of UNITS) {
    const count = Math.trunc(rest / size)
    rest -= count * size
    if (count !== 0) parts.push(`${count} ${unit}`)
  }
  if (rest !== 0) parts.push(`${rest / 1000} s`)
  return parts.join(' ')
}
