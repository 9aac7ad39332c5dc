import { type HttpRequest, type HttpResponse, NodeError } from '@llamanexus/node-sdk'
import { type Static, Type } from 'typebox'
import { decodeBody } from './decode_body.ts'

export const AuthConfig = Type.Object(
  {
    type: Type.Enum(['none', 'basic', 'bearer', 'api_key', 'oauth2'], { title: 'Kind', default: 'none' }),
    credentials: Type.Optional(
      Type.Object(
        {
          username: Type.Optional(Type.String({ title: 'User name', 'x-when': { '../type': ['basic'] } })),
          password: Type.Optional(
            Type.String({ title: 'Password', 'x-secret': true, 'x-when': { '../type': ['basic'] } }),
          ),
          token: Type.Optional(
            Type.String({ title: 'Token', 'x-secret': true, 'x-when': { '../type': ['bearer'] } }),
          ),
          header: Type.Optional(
            Type.String({
              title: 'Name',
              description: 'Of the header or query parameter.',
              default: 'X-API-Key',
              'x-when': { '../type': ['api_key'] },
            }),
          ),
          key: Type.Optional(
            Type.String({ title: 'Key', 'x-secret': true, 'x-when': { '../type': ['api_key'] } }),
          ),
          in: Type.Optional(
            Type.Enum(['header', 'query'], {
              title: 'Where',
              default: 'header',
              'x-when': { '../type': ['api_key'] },
            }),
          ),
          token_url: Type.Optional(
            Type.String({ title: 'Token address', 'x-when': { '../type': ['oauth2'] } }),
          ),
          client_id: Type.Optional(Type.String({ title: 'Client id', 'x-when': { '../type': ['oauth2'] } })),
          client_secret: Type.Optional(
            Type.String({ title: 'Client secret', 'x-secret': true, 'x-when': { '../type': ['oauth2'] } }),
          ),
          scope: Type.Optional(Type.String({ title: 'Scope', 'x-when': { '../type': ['oauth2'] } })),
        },
        { title: 'Credentials', 'x-when': { type: ['basic', 'bearer', 'api_key', 'oauth2'] } },
      ),
    ),
  },
  { title: 'Sign-in', 'x-group': 'Sign-in', default: { type: 'none' } },
)

type Auth = Static<typeof AuthConfig>
type Credentials = NonNullable<Auth['credentials']>

/** What a request carries to show who asks. */
export interface AuthParts {
  headers: Record<string, string>
  query: Record<string, string>
}

/** Turns the sign-in of a node into headers or query parameters; for OAuth 2 it asks for a token first. */
export async function authParts(
  { type, credentials = {} }: Auth,
  send: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<AuthParts> {
  switch (type) {
    case 'none':
      return { headers: {}, query: {} }
    case 'basic': {
      const pair = `${need(credentials, 'username')}:${credentials.password ?? ''}`
      return authorization(`Basic ${Buffer.from(pair).toString('base64')}`)
    }
    case 'bearer':
      return authorization(`Bearer ${need(credentials, 'token')}`)
    case 'api_key': {
      const parts = { [credentials.header || 'X-API-Key']: need(credentials, 'key') }
      return credentials.in === 'query' ? { headers: {}, query: parts } : { headers: parts, query: {} }
    }
    case 'oauth2':
      return authorization(`Bearer ${await clientCredentialsToken(credentials, send)}`)
  }
}

const authorization = (value: string): AuthParts => ({ headers: { authorization: value }, query: {} })

function need(credentials: Credentials, name: Exclude<keyof Credentials, 'in'>): string {
  const value = credentials[name]
  if (value) return value
  throw new NodeError('config_invalid', `"auth.credentials.${name}" needs a value`, {
    field: 'auth',
    hint: 'Type it in, or refer to a secret as {{ secrets.name }}.',
    retryable: false,
  })
}

/** RFC 6749, 4.4. The client authenticates by Basic, which every server has to support. */
async function clientCredentialsToken(
  credentials: Credentials,
  send: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<string> {
  const { scope } = credentials
  const id = encodeURIComponent(need(credentials, 'client_id'))
  const secret = encodeURIComponent(need(credentials, 'client_secret'))
  const response = await send({
    url: need(credentials, 'token_url'),
    method: 'POST',
    headers: {
      accept: 'application/json',
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope && { scope }) }).toString(),
  })
  const answer = decodeBody(response, 'auto')
  if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) {
    const { access_token: token, error } = answer
    if (typeof token === 'string' && response.status < 300) return token
    if (typeof error === 'string') throw signInFailed(`${response.status} ${error}`, response.status)
  }
  throw signInFailed(String(response.status), response.status)
}

const signInFailed = (reason: string, status: number): NodeError =>
  new NodeError('sign_in_failed', `The token address gave no token: ${reason}`, {
    field: 'auth',
    hint: 'Check the token address, the client id and the client secret.',
    retryable: status >= 500 || status === 429,
  })
