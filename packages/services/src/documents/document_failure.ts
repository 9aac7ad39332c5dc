/** Why a document could not be read; crosses from the worker as plain data. */
export interface Failure {
  code: 'format_unknown' | 'document_broken' | 'document_too_large' | 'fields_missing'
  message: string
  hint: string
  /** Of the one who asked; that of the file itself where it is left out. */
  field?: 'source' | 'text_fields' | 'id_field' | 'items_path'
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

export const tooLarge = (reason: string, hint = 'Split it into smaller ones.') =>
  new DocumentFailure({ code: 'document_too_large', message: reason, hint })

/** `256 MB`, as people count bytes. */
export const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 16) / 16} MB`

export const unknownFormat = (reason: string, hint: string) =>
  new DocumentFailure({ code: 'format_unknown', message: reason, hint })
