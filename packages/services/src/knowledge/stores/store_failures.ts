import { NodeError } from '@llamanexus/node-sdk'

/** What has the name of a collection in a store elsewhere, and is none of ours: it is left as it is. */
export const storeForeign = (message: string): NodeError =>
  new NodeError('store_foreign', message, {
    field: 'store',
    hint: 'It is left as it is. Choose another name for the collection there.',
    retryable: false,
  })

/** What was there when the collection was made, and is no more. */
export const storeMissing = (name: string, what: string): NodeError =>
  new NodeError('store_missing', `What "${name}" holds is gone: there is no longer ${what}`, {
    field: 'store',
    hint: 'Delete the collection here, and make and fill it anew.',
    retryable: false,
  })

/** An error of the way to a store, such as a refused address, says that it is about the store. */
export function aboutStore(error: NodeError): NodeError {
  if (error.field !== undefined || error.code === 'aborted') return error
  const { code, message, hint, retryable, details } = error
  return new NodeError(code, message, { field: 'store', hint, retryable, details, cause: error })
}
