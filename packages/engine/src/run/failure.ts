import { NodeError } from '@llamanexus/node-sdk'
import type { NodeFailure } from '@llamanexus/workflow'

/** A failure with what the retry policy needs to know. */
export interface Failed {
  failure: NodeFailure
  retryable: boolean
  retry_after_ms?: number
}

/** What an executor threw, as a value. Anything but a `NodeError` is a bug and told as `internal_error`. */
export function toFailed(error: unknown): Failed {
  if (!isNodeError(error)) {
    const message = error instanceof Error ? error.message : String(error)
    return { failure: { code: 'internal_error', message }, retryable: true }
  }
  const { code, message, hint, field, details, spent, retryable, retry_after_ms } = error
  return {
    failure: {
      code,
      message,
      ...(hint !== undefined && { hint }),
      ...(field !== undefined && { field }),
      ...(details !== undefined && { details }),
      ...(spent && { spent: { usage: { ...spent.usage }, cost: spent.cost } }),
    },
    retryable,
    ...(retry_after_ms !== undefined && { retry_after_ms }),
  }
}

/** Errors that crossed a worker's boundary keep their name but not their class. */
const isNodeError = (error: unknown): error is NodeError =>
  error instanceof NodeError || (error instanceof Error && error.name === 'NodeError' && 'code' in error)
