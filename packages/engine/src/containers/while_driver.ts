import type { JsonValue } from '@llamanexus/workflow'
import type { Driver, FrameOutcome, Step } from './driver.ts'

export interface WhileOptions {
  state: JsonValue
  /** Bare expression over `state` and `iteration`. */
  condition: string
  check: 'before' | 'after'
  max_iterations: number
  on_exhausted: 'fail' | 'emit'
}

/** `while_loop`: the body again and again while the condition holds; a dead `next` leaves the state as it was. */
export function whileDriver({
  condition,
  check,
  max_iterations,
  on_exhausted,
  ...initial
}: WhileOptions): Driver {
  let { state } = initial
  let iteration = 0
  return {
    start: () => (check === 'after' ? round() : ask()),
    ended,
    checked: (holds) => (holds ? round() : complete(false)),
  }

  function ended(_: number, outcome: FrameOutcome): Step[] {
    if (!outcome.ok) return [{ do: 'fail', failure: outcome.failure }]
    const next = outcome.exits['next']
    if (next !== undefined) state = next
    iteration += 1
    return ask()
  }

  function ask(): Step[] {
    return [{ do: 'check', condition, locals: { state, iteration } }]
  }

  function round(): Step[] {
    if (iteration < max_iterations) return [{ do: 'open', index: iteration, locals: { state, iteration } }]
    if (on_exhausted === 'emit') return complete(true)
    const message = `The condition still holds after ${max_iterations} iterations`
    const hint = 'Raise "At most", or choose to go on with the last state.'
    return [{ do: 'fail', failure: { code: 'max_iterations', message, hint } }]
  }

  function complete(exhausted: boolean): Step[] {
    return [{ do: 'complete', outputs: { state, iteration, exhausted } }]
  }
}
