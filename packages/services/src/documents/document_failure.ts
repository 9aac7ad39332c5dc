/** Why a document could not be read; crosses from the worker as plain data. */
export interface Failure {
  code: 'format_unknown' | 'document_broken' | 'document_too_large' | 'fields_missing'
  message: string
  hint: string
}

/** Thrown by what reads a format. */
export class DocumentFailure extends Error {
  readonly failure: Failure

  constructor(failure: Failure, cause?: unknown) {
    super(failure.message, { cause })
    this.name = 'DocumentFailure'
    this.failure = failure
  }
}

export const broken = (
  reason: string,
  hint = 'Open it in its own program and save it again.',
  cause?: unknown,
) => new DocumentFailure({ code: 'document_broken', message: reason, hint }, cause)

export const tooLarge = (reason: string, hint = 'Split it into smaller ones, or raise the limit.') =>
  new DocumentFailure({ code: 'document_too_large', message: reason, hint })

export const unknownFormat = (reason: string, hint: string) =>
  new DocumentFailure({ code: 'format_unknown', message: reason, hint })
