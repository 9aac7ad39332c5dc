import { NodeError } from '@llamanexus/node-sdk'
import { safeUrl } from '../http/parse_url.ts'
import { connectFailure } from '../http/request_failure.ts'

/** Why a connection did not open, in words for the user. */
export const openFailure = (error: Error, url: URL): NodeError => connectFailure(error, url)

export const cancelled = (): NodeError =>
  new NodeError('aborted', 'The connection was cancelled', { retryable: false })

export const timedOut = (url: URL): NodeError =>
  new NodeError('timeout', `${named(url)} did not open in time`, {
    hint: 'Raise the timeout, or check whether the server is overloaded.',
  })

export function refusedUpgrade(url: URL, status = 0): NodeError {
  const isSignIn = status === 401 || status === 403
  return new NodeError('upgrade_refused', `${named(url)} opened no WebSocket: status ${status}`, {
    hint: isSignIn
      ? 'The server wants to know who asks: choose a credential, or send the headers that it needs.'
      : 'Check the path, and that the server speaks WebSocket there.',
    retryable: status >= 500 || status === 429,
    details: { status },
  })
}

/** An error on a connection that was open. */
export function cutOff(error: Error): NodeError {
  const code = 'code' in error ? error.code : undefined
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')
    return new NodeError('message_too_large', 'A message is longer than is taken here', {
      hint: 'Raise the limit on messages, or have the server send smaller ones.',
      retryable: false,
      cause: error,
    })
  return new NodeError('connection_closed', `The connection ended: ${error.message}`, {
    hint: 'Try again; the server may have been restarted.',
    cause: error,
  })
}

const named = (url: URL): string => (url.origin === 'null' ? url.host + url.pathname : safeUrl(url))
