/** Milliseconds from now that a Retry-After header asks for, in either of its forms; undefined where there is none. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (!header) return undefined
  const time = /^\s*\d+\s*$/.test(header) ? now + Number(header) * 1000 : Date.parse(header)
  return Number.isNaN(time) ? undefined : Math.max(0, time - now)
}
