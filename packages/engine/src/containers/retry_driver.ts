import type { JsonValue, NodeFailure } from '@llamanexus/workflow'
import { type Backoff, backoffMs } from '../run/backoff.ts'
import type { Driver, FrameOutcome, Step } from './driver.ts'

export interface RetryOptions {
  input: JsonValue
  max_retries: number
  backoff: Backoff
  /** Error codes that are tried again; every code when empty. */
  retry_on: readonly string[]
  random: () => number
}

/** `retry`: the body again, after a wait that grows, until it works or the tries are used up. */
export function retryDriver({ input, max_retries, backoff, retry_on, random }: RetryOptions): Driver {
  let tries = 0
  let last: NodeFailure | undefined
  return { start: attempt, ended, woken: attempt }

  function attempt(): Step[] {
    tries += 1
    return [{ do: 'open', index: tries - 1, locals: { input, attempt: tries } }]
  }

  function ended(_: number, outcome: FrameOutcome): Step[] {
    if (outcome.ok) {
      const error = last ? { message: last.message, code: last.code } : null
      return [
        { do: 'complete', outputs: { output: outcome.exits['result'] ?? null, attempts: tries, error } },
      ]
    }
    last = outcome.failure
    const again = retry_on.length === 0 || retry_on.includes(last.code)
    if (!again || tries > max_retries) return [{ do: 'fail', failure: last }]
    const ms = Math.max(backoffMs(backoff, tries, random), outcome.retry_after_ms ?? 0)
    return ms > 0 ? [{ do: 'sleep', ms }] : attempt()
  }
}
