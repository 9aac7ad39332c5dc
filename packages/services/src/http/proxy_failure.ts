import { NodeError } from '@llamanexus/node-sdk'
import { shownProxy } from './proxy_settings.ts'

/** The proxy itself cannot be reached. */
export function proxyUnreachable(proxy: URL, cause: unknown): NodeError {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  const reason = code || (cause instanceof Error ? cause.message : String(cause))
  return new NodeError('proxy_failed', `The proxy ${shownProxy(proxy)} could not be reached: ${reason}`, {
    hint: 'An administrator chose it with HTTPS_PROXY or HTTP_PROXY: check that it is up. What is reached without it goes into NO_PROXY.',
  })
}

/** The proxy answers, and does not connect to `place`, a `host:port`. */
export function proxyRefused(proxy: URL, place: string, status = 0): NodeError {
  const isSignIn = status === 407
  return new NodeError(
    'proxy_refused',
    isSignIn
      ? `The proxy ${shownProxy(proxy)} wants to know who asks (status 407)`
      : `The proxy ${shownProxy(proxy)} does not connect to ${place}: status ${status}`,
    {
      hint: isSignIn
        ? 'An administrator writes the user and password into HTTPS_PROXY or HTTP_PROXY, as in http://user:password@proxy:3128.'
        : status >= 500
          ? 'The proxy could not reach the server, or knows no such name.'
          : 'Whoever runs the proxy decides what it connects to. What is reached without it goes into NO_PROXY.',
      retryable: status >= 500 || status === 429,
      details: { status },
    },
  )
}
