/** Milliseconds to wait by `retry-after-ms`, or by `retry-after` in seconds or as a date; undefined where neither says. */
export function retryAfterMs(headers: Record<string, string> | undefined, now: number): number | undefined {
  const exact = Number(headers?.['retry-after-ms'])
  if (exact > 0) return exact
  const text = headers?.['retry-after']
  if (text === undefined) return undefined
  const seconds = Number(text)
  const wait = Number.isNaN(seconds) ? Date.parse(text) - now : seconds * 1000
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined
}
