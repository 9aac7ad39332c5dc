import { NodeError } from '@llamanexus/node-sdk'
import { addressOf, type Endpoint } from './endpoint.ts'
import { refusal } from './refusal.ts'

/** Posts JSON to a provider; throws `NodeError` for an answer that is not a success, and what `fetch` throws for none. */
export async function postTo(
  endpoint: Endpoint,
  path: string,
  body: object,
  signal: AbortSignal,
): Promise<Response> {
  const response = await endpoint.fetch(addressOf(endpoint.base_url, path), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...endpoint.headers },
    body: JSON.stringify(body),
    signal,
  })
  if (response.ok) return response
  const message = messageOf(await response.text().catch(() => '')) ?? response.statusText
  const headers = Object.fromEntries(response.headers)
  throw refusal({ status: response.status, message, headers }, endpoint.name, Date.now())
}

/** The same, with the answer read as JSON. */
export async function postJson(
  endpoint: Endpoint,
  path: string,
  body: object,
  signal: AbortSignal,
): Promise<unknown> {
  const response = await postTo(endpoint, path, body, signal)
  try {
    return await response.json()
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw new NodeError('provider_error', `${endpoint.name} gave an answer that is no JSON`, {
      hint: 'Check that the base URL is that of the API, which usually ends in /v1.',
      retryable: false,
    })
  }
}

/** `{error: {message}}` as OpenAI and Anthropic write it, `{error}` and `{message}` as others do. */
export function messageOf(text: string): string | undefined {
  try {
    const { error, message } = JSON.parse(text) as { error?: unknown; message?: unknown }
    const said = typeof error === 'object' && error !== null && 'message' in error ? error.message : error
    return [said, message].find((each) => typeof each === 'string')
  } catch {
    return text === '' ? undefined : text.slice(0, 200)
  }
}
