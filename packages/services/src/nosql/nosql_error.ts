import { NodeError } from '@llamanexus/node-sdk'

export const queryInvalid = (message: string, hint: string): NodeError =>
  new NodeError('query_invalid', message, { field: 'query', hint, retryable: false })

export const readOnly = (what: string): NodeError =>
  new NodeError('read_only', `${what} may change something, and the node may only read`, {
    field: 'read_only',
    hint: 'Turn Read only off to let it.',
    retryable: false,
  })

export const connectFailed = (cause: Error): NodeError =>
  new NodeError('connect_failed', `The database cannot be reached: ${cause.message || 'no connection'}`, {
    field: 'connection',
    hint: 'Check the host and the port, and that the database runs.',
    cause,
  })

export const signInFailed = (cause: Error): NodeError =>
  new NodeError('sign_in_failed', `The database says: ${cause.message}`, {
    field: 'connection',
    hint: 'Check the user and the password.',
    retryable: false,
    cause,
  })

export const queryFailed = (cause: Error): NodeError =>
  new NodeError('query_failed', `The database says: ${cause.message}`, {
    field: 'query',
    hint: 'Check the query against what is kept there.',
    retryable: false,
    cause,
  })

export const tooLarge = (bytes: number): NodeError =>
  new NodeError('result_too_large', `The answer is more than ${bytes} bytes`, {
    field: 'query',
    hint: 'Ask for less: a projection, a filter, a range.',
    retryable: false,
  })

export const MAX_BYTES = 16 * 1024 * 1024
