import { NodeError, type NodeErrorOptions } from './errors.ts'

/** The same failure, with what is known of it one level up. */
export function amendError(error: NodeError, changes: NodeErrorOptions): NodeError {
  const { code, message, hint, field, retryable, retry_after_ms, details, spent, cause } = error
  return new NodeError(code, message, {
    hint,
    field,
    retryable,
    retry_after_ms,
    details,
    spent,
    cause,
    ...changes,
  })
}
