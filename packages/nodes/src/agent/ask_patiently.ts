import { NodeError, type Spent, type Suspension } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { usageAndCost } from '../llm/metered.ts'
import type { Turn } from './agent_state.ts'
import type { AgentContext } from './perform_calls.ts'

/** An asking that came to nothing. Recorded, so that after the wait the next one follows. */
interface Missed {
  kind: 'missed'
  error: { code: string; message: string }
  /** What it took all the same; absent where it took nothing. */
  usage?: Turn['usage']
  cost?: number | null
  /** When the model is asked again, in milliseconds since the epoch. */
  until: number
}

export interface Asking<T> {
  /** Of the step. */
  name: string
  info: JsonObject
  /** How often it is asked again. */
  retries: number
  ask: () => Promise<T>
  /** Told what each asking took that came to nothing, also one that is known from before a restart. */
  missed: (spent: Spent) => void
}

const FIRST_WAIT_MS = 1000

/**
 * Asks a model as a step; one that is busy, broken, silent or out of reach is asked again after a durable wait, so that
 * what the agent has done before is not done anew. Throws what the last asking throws.
 */
export async function askPatiently<T extends { kind: string }>(
  context: AgentContext,
  { name, info, retries, ask, missed }: Asking<T>,
): Promise<Suspension | T> {
  for (let misses = 0; ; misses += 1) {
    const answer = await context.step(
      misses === 0 ? name : `${name} again ${misses}`,
      async () => ({ ...(await once(misses)) }),
      { effect: 'idempotent', info: { ...info, ...(misses > 0 && { again: misses }) } },
    )
    if (!isMissed(answer)) return answer as T
    if (answer.usage) missed({ usage: answer.usage, cost: answer.cost ?? null })
    if (context.now() < answer.until) return { suspend: 'timer', until: answer.until }
  }

  async function once(misses: number): Promise<T | Missed> {
    try {
      return await ask()
    } catch (error) {
      if (misses >= retries || context.signal.aborted || !mayPass(error)) throw error
      const { code, message, retry_after_ms, spent } = error
      const until = context.now() + (retry_after_ms ?? FIRST_WAIT_MS * 4 ** misses)
      context.log('warn', `${message}; asked again at ${new Date(until).toISOString()}`)
      return { kind: 'missed', error: { code, message }, until, ...(spent && usageAndCost(spent)) }
    }
  }
}

const isMissed = (answer: object): answer is Missed => 'kind' in answer && answer.kind === 'missed'

const PASSING = new Set(['rate_limited', 'provider_error', 'provider_unreachable', 'timeout'])

const mayPass = (error: unknown): error is NodeError =>
  error instanceof NodeError && error.retryable && PASSING.has(error.code)
