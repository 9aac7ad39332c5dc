import type { JsonValue } from '@llamanexus/workflow'
import type { Spent } from './spent.ts'

export interface NodeErrorOptions {
  /** What the user can do about it, a full sentence. */
  hint?: string
  /** Input port or config field it is about. */
  field?: string
  /** A retry may help: the retry policy only repeats these. Default true. */
  retryable?: boolean
  /** The earliest a retry makes sense, milliseconds from now (`Retry-After`). */
  retry_after_ms?: number
  details?: JsonValue
  /** What asking models took before it failed: it counts in the run's usage. */
  spent?: Spent
  cause?: unknown
}

/** An expected failure of a node: reported to the user, handled by the node's policy. Anything else thrown is a bug and reported as `internal_error`. */
export class NodeError extends Error {
  readonly code: string
  readonly hint?: string
  readonly field?: string
  readonly retryable: boolean
  readonly retry_after_ms?: number
  readonly details?: JsonValue
  readonly spent?: Spent

  constructor(code: string, message: string, options: NodeErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'NodeError'
    this.code = code
    this.hint = options.hint
    this.field = options.field
    this.retryable = options.retryable ?? true
    this.retry_after_ms = options.retry_after_ms
    this.details = options.details
    this.spent = options.spent
  }
}
