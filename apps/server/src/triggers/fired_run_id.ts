import { createHash } from 'node:crypto'

/**
 * The id of the run that a happening gives: the same one for the same happening, so that it cannot be started twice.
 * `at`: milliseconds since the epoch; what is made together is stored together.
 */
export const firedRunId = (at: number, ...parts: readonly string[]): string => {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  return `run_${Math.max(0, Math.floor(at)).toString(36)}${hash.slice(0, 16)}`
}
