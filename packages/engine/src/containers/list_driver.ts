import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { Driver, FrameOutcome, Step } from './driver.ts'

export interface ListOptions {
  items: readonly JsonValue[]
  /** Frames that may be open at once. */
  concurrency: number
  /** A failed item leaves null and a row in `errors` instead of failing the container. */
  collect: boolean
  /** Name of the outer port that carries the results. */
  results_port: 'results' | 'outputs'
}

/** `loop` and `parallel`: the body once for each item; results line up with the items. */
export function listDriver({ items, concurrency, collect, results_port }: ListOptions): Driver {
  const results: JsonValue[] = []
  const errors: { index: number; message: string }[] = []
  let next = 0
  let open = 0
  let broken = false
  return { start: advance, ended }

  function advance(): Step[] {
    const steps: Step[] = []
    const room = broken ? 0 : Math.min(concurrency - open, items.length - next)
    for (const end = next + room; next < end; next += 1) {
      const index = next
      open += 1
      results[index] = null
      steps.push({ do: 'open', index, locals: { item: items[index] ?? null, index } })
    }
    if (open === 0) steps.push({ do: 'complete', outputs: outputs() })
    return steps
  }

  function ended(index: number, outcome: FrameOutcome): Step[] {
    open -= 1
    if (outcome.ok) {
      results[index] = outcome.exits['result'] ?? null
      broken ||= Boolean(outcome.exits['break'])
    } else if (collect) errors.push({ index, message: outcome.failure.message })
    else return [{ do: 'fail', failure: outcome.failure }]
    return advance()
  }

  function outputs(): JsonObject {
    errors.sort((a, b) => a.index - b.index)
    return { [results_port]: results, errors, count: results.length }
  }
}
