import { NodeError } from '@llamanexus/node-sdk'

/**
 * What a service says of a request does not know how the node calls its fields: the limits are about theirs, all else is
 * about where it goes.
 */
export async function atField<T>(field: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof NodeError) || error.code === 'aborted') throw error
    if (error.field !== undefined && error.field !== 'url') throw error
    const { code, message, hint, retryable, retry_after_ms, details } = error
    throw new NodeError(code, message, {
      field: FIELDS[code] ?? field,
      hint,
      retryable,
      retry_after_ms,
      details,
      cause: error,
    })
  }
}

const FIELDS: Record<string, string> = {
  timeout: 'timeout',
  response_too_large: 'max_response_mb',
  message_too_large: 'max_message_mb',
  request_invalid: 'headers',
}
