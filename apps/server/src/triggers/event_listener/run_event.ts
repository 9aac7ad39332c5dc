import type { ExecutionRecord } from '@llamanexus/engine'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/** Runs that events have started one after the other, at most. */
export const MAX_DEPTH = 10

/** Bytes (JSON) of a run's output that go with its event. */
const MAX_OUTPUT = 1024 * 1024

/** What is told of a run that has ended. */
export function runEvent(record: ExecutionRecord, workflowName: string, depth: number): JsonObject {
  const { id, workflow_id, status, started_at, completed_at, source, error, final_output } = record
  const at = completed_at ?? started_at
  const isLarge = JSON.stringify(final_output).length > MAX_OUTPUT
  return {
    name: `workflow.${status}`,
    data: {
      execution_id: id,
      workflow_id,
      workflow_name: workflowName,
      status,
      source,
      output: isLarge ? null : final_output,
      ...(isLarge && { output_omitted: true }),
      error: error && { ...error },
      duration_ms: Date.parse(at) - Date.parse(started_at),
    },
    at,
    source: { workflow_id, execution_id: id },
    depth,
  }
}

/** How many events stand between a run and what somebody did; a run that another one started counts with that one. */
export async function depthOf(
  record: ExecutionRecord,
  read: (id: string) => Promise<ExecutionRecord | undefined>,
): Promise<number> {
  let current: ExecutionRecord | undefined = record
  for (let steps = 0; current && steps <= MAX_DEPTH; steps += 1) {
    const own = eventDepth(current)
    if (own !== undefined || current.parent_id === null) return own ?? 0
    current = await read(current.parent_id)
  }
  return 0
}

function eventDepth({ source, trigger_data }: ExecutionRecord): number | undefined {
  if (source !== 'event') return undefined
  const event = isObject(trigger_data) ? trigger_data.event : undefined
  return isObject(event) && typeof event.depth === 'number' ? event.depth : 0
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
