import { usageError } from './cli_error.ts'
import type { Call } from './command.ts'

export interface Retention {
  max_age_days?: number
  max_count?: number
  max_bytes?: number
}

const MB = 1024 ** 2

/** How long ended runs are kept: 30 days, 100,000 runs and 2,048 MB unless variables say otherwise; 0 lifts a limit. */
export const retentionOf = ({ io }: Pick<Call, 'io'>): Retention => {
  const days = limitIn(io.env, 'LLAMANEXUS_KEEP_DAYS', 30)
  const runs = limitIn(io.env, 'LLAMANEXUS_KEEP_RUNS', 100_000)
  const mb = limitIn(io.env, 'LLAMANEXUS_KEEP_MB', 2_048)
  return {
    ...(days > 0 && { max_age_days: days }),
    ...(runs > 0 && { max_count: runs }),
    ...(mb > 0 && { max_bytes: mb * MB }),
  }
}

const limitIn = (env: Call['io']['env'], name: string, standard: number): number => {
  const text = env[name] || String(standard)
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw usageError(`${name} is "${text}". Give a whole number, or 0 for no limit.`)
}
