import type { NodeError } from '@llamanexus/node-sdk'

/** What a try of a provider came to; a failure is an answer too. */
export interface ProviderTrial {
  ok: boolean
  duration_ms: number
  /** How many models it lists; null where it lists none. */
  models: number | null
  /** Which one was asked. */
  model: string | null
  /** What it said, or how long its vectors are. */
  text: string | null
  error: ShownProblem | null
}

export interface ShownProblem {
  code: string
  message: string
  hint?: string
}

export const shownProblem = ({ code, message, hint }: NodeError): ShownProblem => ({
  code,
  message,
  ...(hint && { hint }),
})
