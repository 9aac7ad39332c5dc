import { NodeError } from '@llamanexus/node-sdk'
import { safeUrl } from './parse_url.ts'

/** What went wrong with a request, in words for the user: no header, no query and no password appears in it. */
export function requestFailure(
  error: unknown,
  url: URL,
  signals: { timeout: AbortSignal; caller?: AbortSignal },
): NodeError {
  if (error instanceof NodeError) return error
  if (signals.caller?.aborted)
    return new NodeError('aborted', 'The request was cancelled', { retryable: false })
  if (signals.timeout.aborted) return timedOut(url)
  return connectFailure(error, url)
}

/** The same for a failure to connect or to read. */
export function connectFailure(error: unknown, url: URL): NodeError {
  const cause = innermost(error)
  if (cause instanceof NodeError) return cause
  const code = codeOf(cause)
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return timedOut(url)
  if (code === 'UND_ERR_INVALID_ARG') {
    return new NodeError('request_invalid', `The request cannot be sent: ${messageOf(cause)}`, {
      retryable: false,
    })
  }
  const [reason, hint] = REASONS[code] ?? [messageOf(cause), 'Check the address and that the server is up.']
  return new NodeError('connect_failed', `${safeUrl(url)} could not be reached: ${reason}`, { hint, cause })
}

const REASONS: Record<string, [reason: string, hint: string]> = {
  ECONNREFUSED: ['nothing listens there', 'Check the port and that the server is up.'],
  ENOTFOUND: ['the name does not exist', 'Check the spelling of the host name.'],
  EAI_AGAIN: ['the name could not be looked up', 'Check the network connection.'],
  ECONNRESET: ['the connection was cut', 'Try again; the server may be overloaded.'],
  UND_ERR_SOCKET: ['the connection was cut', 'Try again; the server may be overloaded.'],
  EPIPE: ['the connection was cut', 'Try again; the server may be overloaded.'],
  CERT_HAS_EXPIRED: ['its certificate has expired', 'Whoever runs the server must renew it.'],
  DEPTH_ZERO_SELF_SIGNED_CERT: [
    'its certificate is self-signed',
    'Add its authority through NODE_EXTRA_CA_CERTS.',
  ],
}

function timedOut(url: URL): NodeError {
  return new NodeError('timeout', `${safeUrl(url)} did not answer in time`, {
    hint: 'Raise the timeout, or check whether the server is overloaded.',
  })
}

function innermost(error: unknown): unknown {
  let inner = error
  while (!(inner instanceof NodeError) && inner instanceof Error && inner.cause instanceof Error)
    inner = inner.cause
  if (inner instanceof AggregateError) return innermost(inner.errors[0])
  return inner
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
