import type { ExecutionRecord } from '@llamanexus/engine'
import { NodeError, type RunCause, type WorkflowOutcome } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'

export const outcomeOf = ({ status, final_output, error }: ExecutionRecord): WorkflowOutcome => ({
  status,
  output: final_output,
  error: error && { code: error.code, message: error.message, ...causeIn(error.details) },
})

/** A node that waited for a run keeps what that began with in its details; a container puts them one level down. */
function causeIn(details: JsonValue | undefined): { cause?: RunCause } {
  const { cause } = objectOf(details)
  const inner = objectOf(cause)
  const { execution_id, code, message } = inner
  if (typeof execution_id === 'string' && typeof message === 'string')
    return { cause: { execution_id, code: String(code), message } }
  return inner['cause'] === undefined ? {} : causeIn(cause)
}

const objectOf = (value: JsonValue | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

/** The output of a run that is completed. Throws `child_failed` otherwise. */
export function resultOf({ id, status, final_output, error }: ExecutionRecord): JsonValue {
  if (status === 'completed') return final_output
  throw new NodeError(
    'child_failed',
    `The run ${id} ${status === 'cancelled' ? 'was cancelled' : status}${error ? `: ${error.message}` : ''}`,
    {
      details: { execution_id: id, status, ...(error && { code: error.code, message: error.message }) },
    },
  )
}
