import { NodeError } from '@llamanexus/node-sdk'

/** A server that has begun to answer can be reached; what is missing is the rest. */
export const cutOff = (cause?: unknown): NodeError =>
  new NodeError('provider_error', 'The connection was cut before the answer was complete', {
    hint: 'Try again; the server may have been restarted or overloaded.',
    cause,
  })
