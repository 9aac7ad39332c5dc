import type { ExecutionRecord } from '@llamanexus/engine'
import { NodeError, type WorkflowOutcome } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'

export const outcomeOf = ({ status, final_output, error }: ExecutionRecord): WorkflowOutcome => ({
  status,
  output: final_output,
  error: error && { code: error.code, message: error.message },
})

/** The output of a run that is completed. Throws `child_failed` otherwise. */
export function resultOf({ id, status, final_output, error }: ExecutionRecord): JsonValue {
  if (status === 'completed') return final_output
  throw new NodeError('child_failed', `The run ${id} ${status}${error ? `: ${error.message}` : ''}`, {
    details: { execution_id: id, status, ...(error && { code: error.code, message: error.message }) },
  })
}
