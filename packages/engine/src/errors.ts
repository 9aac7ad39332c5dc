export type EngineErrorCode =
  | 'queue_full'
  | 'closing'
  | 'trigger_unknown'
  | 'execution_unknown'
  | 'execution_ended'
  | 'workflow_invalid'

/** A refusal by the engine; the server maps the code to an HTTP status. */
export class EngineError extends Error {
  readonly code: EngineErrorCode
  readonly retry_after_ms?: number

  constructor(code: EngineErrorCode, message: string, options: { retry_after_ms?: number } = {}) {
    super(message)
    this.name = 'EngineError'
    this.code = code
    this.retry_after_ms = options.retry_after_ms
  }
}
