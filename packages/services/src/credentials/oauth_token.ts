import { type HttpResponse, type HttpService, NodeError } from '@llamanexus/node-sdk'

export interface TokenRequest {
  values: Readonly<Record<string, string>>
  /** Config field that names the credential, for the error. */
  field: string
  signal?: AbortSignal
}

export interface Token {
  access_token: string
  /** Seconds that it is good for; absent where the server does not say. */
  expires_in?: number
}

/**
 * Fetches a token with the client credentials grant (RFC 6749, 4.4). The client shows itself in the header, and in the
 * body to servers that do not take that. A redirect is not followed: it would carry the client secret elsewhere.
 * Throws `sign_in_failed`, and what the HTTP service throws.
 */
export async function fetchToken(http: HttpService, request: TokenRequest): Promise<Token> {
  const { token_url = '', client_id = '', client_secret = '', scope } = request.values
  const asked = { grant_type: 'client_credentials', ...(scope && { scope }) }
  const pair = `${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`
  const send = (body: Record<string, string>, headers: Record<string, string> = {}) =>
    http.request({
      url: token_url,
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        ...headers,
      },
      body: new URLSearchParams(body).toString(),
      follow_redirects: false,
      signal: request.signal,
    })
  const basic = await send(asked, { authorization: `Basic ${Buffer.from(pair).toString('base64')}` })
  const answer =
    basic.status === 400 || basic.status === 401 ? await send({ ...asked, client_id, client_secret }) : basic
  return tokenIn(answer, request.field)
}

function tokenIn(answer: HttpResponse, field: string): Token {
  const body = parse(answer.body)
  const { access_token, expires_in, error } = body
  if (answer.status < 400 && typeof access_token === 'string' && access_token !== '')
    return { access_token, ...(Number(expires_in) > 0 && { expires_in: Number(expires_in) }) }
  const reason = typeof error === 'string' ? `${answer.status}, ${error.slice(0, 100)}` : `${answer.status}`
  throw new NodeError('sign_in_failed', `The token server refused to sign in (${reason})`, {
    field,
    hint: 'Check the token address, the client id and the client secret of the credential.',
    retryable: answer.status >= 500 || answer.status === 429,
  })
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
