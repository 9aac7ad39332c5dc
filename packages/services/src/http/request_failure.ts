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
  if (/^(Z_|ERR_BROTLI|ERR__ERROR_FORMAT|ERR_ZSTD|ZSTD_)/.test(code))
    return new NodeError(
      'response_invalid',
      `The answer of ${safeUrl(url)} cannot be unpacked: ${messageOf(cause)}`,
      {
        hint: 'The server says that it is compressed and it is not. Send the header "accept-encoding: identity" to get it as it is.',
        retryable: false,
        cause,
      },
    )
  if (cause instanceof Error && cause.name === 'HTTPParserError')
    return new NodeError('response_invalid', `${safeUrl(url)} does not answer in HTTP: ${messageOf(cause)}`, {
      hint: 'Check the port and whether the address begins with http or https.',
      retryable: false,
      cause,
    })
  const [reason, hint] = REASONS[code] ?? [messageOf(cause), 'Check the address and that the server is up.']
  return new NodeError('connect_failed', `${safeUrl(url)} could not be reached: ${reason}`, { hint, cause })
}

const UNKNOWN_AUTHORITY = 'Start LlamaNexus with NODE_EXTRA_CA_CERTS set to the certificate of its authority.'

const REASONS: Record<string, [reason: string, hint: string]> = {
  ECONNREFUSED: ['nothing listens there', 'Check the port and that the server is up.'],
  ENOTFOUND: ['the name does not exist', 'Check the spelling of the host name.'],
  EAI_AGAIN: ['the name could not be looked up', 'Check the network connection.'],
  ECONNRESET: ['the connection was cut', 'Try again; the server may be overloaded.'],
  UND_ERR_SOCKET: ['the connection was cut', 'Try again; the server may be overloaded.'],
  EPIPE: ['the connection was cut', 'Try again; the server may be overloaded.'],
  CERT_HAS_EXPIRED: ['its certificate has expired', 'Whoever runs the server must renew it.'],
  CERT_NOT_YET_VALID: ['its certificate is not valid yet', 'Check the clocks of both machines.'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'its certificate is for another name',
    'Use the name that the certificate has, or have the server renew it with this one.',
  ],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['its certificate is self-signed', UNKNOWN_AUTHORITY],
  SELF_SIGNED_CERT_IN_CHAIN: ['nobody here knows the authority of its certificate', UNKNOWN_AUTHORITY],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    'nobody here knows the authority of its certificate',
    UNKNOWN_AUTHORITY,
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['it sends an incomplete chain of certificates', UNKNOWN_AUTHORITY],
  EPROTO: ['it speaks no TLS there', 'Check the port and whether the address begins with http or https.'],
  ERR_SSL_WRONG_VERSION_NUMBER: [
    'it speaks no TLS there',
    'Check whether the address begins with http or https.',
  ],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: [
    'it speaks no TLS there',
    'Check whether the address begins with http or https.',
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
