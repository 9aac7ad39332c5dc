import type { JsonObject } from '@llamanexus/workflow'
import { toJson } from './json_values.ts'
import type { RowSink } from './row_sink.ts'

/**
 * Reads rows to their end, since what gives them must come to its own, and hands them on for as long as they are wanted;
 * the number of all of them. What goes wrong with a row is thrown after the last.
 */
export async function drainInto(sink: RowSink, rows: AsyncIterable<unknown>): Promise<number> {
  let seen = 0
  let wanted = true
  let failure: { error: unknown } | undefined
  for await (const row of rows) {
    seen += 1
    if (!wanted) continue
    try {
      wanted = await sink.take(toJson(row) as JsonObject)
    } catch (error) {
      wanted = false
      failure = { error }
    }
  }
  if (failure) throw failure.error
  return seen
}
