import { APICallError } from '@ai-sdk/provider'
import { NodeError } from '@llamanexus/node-sdk'

/** What a provider's refusal means to the user. What was sent, the key above all, appears nowhere in it. */
export function providerFailure(error: unknown, provider: string, now: number): NodeError {
  if (error instanceof NodeError) return unreachable(error, provider)
  if (!APICallError.isInstance(error)) {
    return new NodeError('provider_error', `${provider} gave an answer that cannot be read`, {
      hint: 'Check that the address is that of an OpenAI-compatible server, such as http://127.0.0.1:11434/v1.',
    })
  }
  if (error.cause instanceof NodeError) return unreachable(error.cause, provider)
  if (error.statusCode === undefined)
    return unreachable(new NodeError('connect_failed', 'no connection'), provider)
  return refusal(
    { status: error.statusCode, message: error.message, headers: error.responseHeaders },
    provider,
    now,
  )
}

/** An answer of a provider that is not a success. */
export interface Refusal {
  status: number
  /** The provider's own words. */
  message: string
  headers?: Record<string, string>
}

/** What a refusal means; `now` in milliseconds since the epoch, for a `Retry-After` that is a date. */
export function refusal({ status, message, headers }: Refusal, provider: string, now: number): NodeError {
  const said = `${provider} answered ${status}: ${message.slice(0, 500)}`
  const retryAfter = retryAfterMs(headers, now)
  if (status === 429) {
    return new NodeError('rate_limited', said, {
      hint: 'Too many requests. A retry policy on the node waits as long as the provider asks for.',
      retry_after_ms: retryAfter,
    })
  }
  return new NodeError('provider_error', said, {
    hint: hintFor(status),
    retryable: status >= 500 || status === 408,
    retry_after_ms: retryAfter,
    details: { status },
  })
}

function hintFor(status: number): string {
  if (status === 401 || status === 403) return 'Check the API key.'
  if (status === 404) return 'Check the model name and the base URL, which usually ends in /v1.'
  if (status >= 500) return 'The provider has a problem of its own. Try again later.'
  return 'Check the request against what the provider accepts.'
}

function unreachable(error: NodeError, provider: string): NodeError {
  if (error.code !== 'connect_failed') return error
  return new NodeError('provider_unreachable', `${provider} could not be reached: ${error.message}`, {
    hint: error.hint ?? 'Check the base URL and that the server is up.',
  })
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date. */
function retryAfterMs(headers: Record<string, string> | undefined, now: number): number | undefined {
  const exact = Number(headers?.['retry-after-ms'])
  if (exact > 0) return exact
  const text = headers?.['retry-after']
  if (text === undefined) return undefined
  const seconds = Number(text)
  const wait = Number.isNaN(seconds) ? Date.parse(text) - now : seconds * 1000
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined
}
