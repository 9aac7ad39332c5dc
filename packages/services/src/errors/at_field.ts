import { NodeError } from '@llamanexus/node-sdk'

/** For `catch`: the same refusal, told of the field that it is about here. */
export const atField =
  (field: string) =>
  (error: unknown): never => {
    if (!(error instanceof NodeError)) throw error
    const { code, message, hint, retryable } = error
    throw new NodeError(code, message, { field, hint, retryable, cause: error })
  }
