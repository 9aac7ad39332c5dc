export type StartErrorCode =
  | 'port_taken'
  | 'home_unwritable'
  | 'home_in_use'
  | 'newer_schema'
  | 'start_failed'

/** Why the server did not start, as one line for the person who started it. */
export class StartError extends Error {
  readonly code: StartErrorCode

  constructor(code: StartErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.name = 'StartError'
    this.code = code
  }
}
