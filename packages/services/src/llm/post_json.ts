import { NodeError } from '@llamanexus/node-sdk'
import { addressOf, type Endpoint } from './endpoint.ts'
import { refusal } from './refusal.ts'
import { toldBy } from './told_by.ts'

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
  throw await refusalOf(response, endpoint.name)
}

export async function refusalOf(response: Response, provider: string): Promise<NodeError> {
  const told = toldBy(await response.text().catch(() => ''))
  const { status, statusText } = response
  const headers = Object.fromEntries(response.headers)
  return refusal({ message: statusText, ...told, status, headers }, provider, Date.now())
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
