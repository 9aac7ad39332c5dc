import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { NOT_PLAIN, type Plain } from './plain.ts'

export interface Series {
  plain: Plain
  items: readonly JsonValue[]
  scope: JsonObject
  /** Called now and then; throws to end the series. */
  goOn: () => void
}

/** How long this thread is held up at once. Milliseconds. */
const TURN_MS = 4
/** Items between two looks at the clock. */
const STRIDE = 64

/**
 * Evaluates a plain expression once for each item, in turns between which others get theirs; a promise where one turn is
 * not enough. Gives undefined where an item needs the sandbox.
 */
export function plainEach(series: Series): JsonValue[] | undefined | Promise<JsonValue[] | undefined> {
  const local = { ...series.scope, items: series.items as JsonValue[], item: null as JsonValue, index: 0 }
  const results: JsonValue[] = []
  const isDone = turn(series, local, results)
  if (isDone === undefined) return undefined
  return isDone ? results : goOn(series, local, results)
}

async function goOn(series: Series, local: Local, results: JsonValue[]): Promise<JsonValue[] | undefined> {
  for (;;) {
    await new Promise((resolve) => void setImmediate(resolve))
    series.goOn()
    const isDone = turn(series, local, results)
    if (isDone === undefined) return undefined
    if (isDone) return results
  }
}

type Local = JsonObject & { item: JsonValue; index: number }

/** True where all items are done, undefined where one needs the sandbox. */
function turn({ plain, items }: Series, local: Local, results: JsonValue[]): boolean | undefined {
  const ends = performance.now() + TURN_MS
  try {
    for (let index = results.length; index < items.length; index += 1) {
      local.item = items[index] ?? null
      local.index = index
      results.push(plain(local))
      if (index % STRIDE === 0 && performance.now() > ends) return results.length === items.length
    }
    return true
  } catch (error) {
    if (error === NOT_PLAIN) return undefined
    throw error
  }
}
