import { NodeError } from '@llamanexus/node-sdk'

/** An answer of a provider that is not a success. */
export interface Refusal {
  status: number
  /** The provider's own words. */
  message: string
  headers?: Record<string, string>
}

/** What a refusal means to the user; `now` in milliseconds since the epoch, for a `Retry-After` that is a date. */
export function refusal({ status, message, headers }: Refusal, provider: string, now: number): NodeError {
  const said = `${provider} answered ${status}: ${message.slice(0, 500)}`
  const retryAfter = retryAfterMs(headers, now)
  const details = { status }
  if (status === 429) {
    return new NodeError('rate_limited', said, {
      hint: 'Too many requests. A retry policy on the node waits as long as the provider asks for.',
      retry_after_ms: retryAfter,
      details,
    })
  }
  // Every provider has its own word for it, but all say "model" when that is what was not found.
  if (status === 404 && /\bmodel\b/i.test(message)) {
    return new NodeError('model_unknown', said, {
      hint: 'Choose a model from the list of what the provider has.',
      field: 'model',
      retryable: false,
      details,
    })
  }
  return new NodeError('provider_error', said, {
    hint: hintFor(status),
    retryable: status >= 500 || status === 408,
    retry_after_ms: retryAfter,
    details,
  })
}

function hintFor(status: number): string {
  if (status >= 300 && status < 400) {
    return 'The provider sends the request on to another address. Give that one as the base URL: a key is not sent on.'
  }
  if (status === 401 || status === 403) return 'Check the API key.'
  if (status === 404) return 'Check the model name and the base URL, which usually ends in /v1.'
  if (status === 529 || status === 503) return 'The provider is overloaded. Try again later.'
  if (status >= 500) return 'The provider has a problem of its own. Try again later.'
  return 'Check the request against what the provider accepts.'
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
