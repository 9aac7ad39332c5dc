import type { CredentialType } from '@llamanexus/node-sdk'
import { type TObject, Type } from 'typebox'

/** A kind of credential: its form, as JSON Schema, and what it is bound to. */
export interface CredentialKind {
  type: CredentialType
  name: string
  description: string
  /** `named`: the hosts it lists. `own`: the host that stands in its own fields. `none`: fields that take secrets. */
  hosts: 'named' | 'own' | 'none'
  schema: TObject
}

/** Header values are one line: what is pasted with a line break at its end would never be accepted. */
const ONE_LINE = '^[^\\u0000-\\u001f\\u007f]*$'
const secret = (title: string, description?: string) =>
  Type.String({
    title,
    minLength: 1,
    maxLength: 16_384,
    'x-secret': true,
    ...(description && { description }),
  })
const lineSecret = (title: string, description?: string) =>
  Type.String({ ...secret(title, description), pattern: ONE_LINE })

const apiKey = Type.Object(
  {
    key: lineSecret('Key'),
    name: Type.Optional(
      Type.String({
        title: 'Header or parameter',
        description: 'Its name. `X-API-Key` where nothing is given.',
        pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]*$",
        maxLength: 200,
        examples: ['X-API-Key', 'x-goog-api-key', 'api_key'],
      }),
    ),
    in: Type.Optional(
      Type.Union([Type.Literal('header'), Type.Literal('query')], {
        title: 'Sent in',
        description: 'A header is safer: addresses are often written to logs.',
        default: 'header',
      }),
    ),
  },
  { additionalProperties: false },
)

const bearer = Type.Object(
  { token: lineSecret('Token', 'Sent as `Authorization: Bearer …`.') },
  { additionalProperties: false },
)

const basic = Type.Object(
  {
    username: Type.String({ title: 'User name', pattern: '^[^:\\u0000-\\u001f\\u007f]*$', maxLength: 1000 }),
    password: lineSecret('Password'),
  },
  { additionalProperties: false },
)

const oauth2 = Type.Object(
  {
    token_url: Type.String({
      title: 'Token address',
      description: 'Where a token is asked for. The client secret is sent there and nowhere else.',
      pattern: '^https?://',
      maxLength: 2000,
      examples: ['https://login.example.com/oauth2/token'],
    }),
    client_id: Type.String({ title: 'Client id', minLength: 1, maxLength: 2000 }),
    client_secret: secret('Client secret'),
    scope: Type.Optional(
      Type.String({ title: 'Scope', description: 'Separated by spaces.', maxLength: 2000 }),
    ),
  },
  { additionalProperties: false },
)

const database = Type.Object(
  {
    url: Type.String({
      ...secret('Address', 'With user and password: `postgres://user:password@host:5432/name`.'),
      pattern: '^(postgres|postgresql|mysql|mariadb|mongodb|mongodb\\+srv|redis|rediss)://',
      examples: ['postgres://app:password@db.example.com/app', 'mongodb://app:password@db.example.com/app'],
    }),
  },
  { additionalProperties: false },
)

const smtp = Type.Object(
  {
    host: Type.String({
      title: 'Server',
      pattern: '^[A-Za-z0-9.:-]+$',
      maxLength: 253,
      examples: ['smtp.example.com'],
    }),
    port: Type.Optional(
      Type.String({
        title: 'Port',
        pattern: '^\\d{1,5}$',
        description: '587, or 465 with TLS from the start.',
      }),
    ),
    secure: Type.Optional(
      Type.Union([Type.Literal('true'), Type.Literal('false')], {
        title: 'TLS from the start',
        description: 'With `false` the connection is encrypted once the server offers it.',
        default: 'false',
      }),
    ),
    username: Type.Optional(Type.String({ title: 'User name', maxLength: 1000 })),
    password: Type.Optional(secret('Password')),
  },
  { additionalProperties: false },
)

const plainSecret = Type.Object(
  { value: secret('Value', 'Read as `{{ secrets.name }}` in fields that take secrets.') },
  { additionalProperties: false },
)

/** In the order in which they are offered. */
export const credentialKinds: readonly CredentialKind[] = [
  {
    type: 'api_key',
    name: 'API key',
    description: 'A key in a header or in the address',
    hosts: 'named',
    schema: apiKey,
  },
  {
    type: 'bearer',
    name: 'Bearer token',
    description: 'A token in the Authorization header',
    hosts: 'named',
    schema: bearer,
  },
  { type: 'basic', name: 'Basic', description: 'User name and password', hosts: 'named', schema: basic },
  {
    type: 'oauth2',
    name: 'OAuth2 client credentials',
    description: 'A token that is fetched with a client id and secret',
    hosts: 'named',
    schema: oauth2,
  },
  {
    type: 'database',
    name: 'Database',
    description: 'PostgreSQL, MySQL, MongoDB or Redis',
    hosts: 'own',
    schema: database,
  },
  { type: 'smtp', name: 'SMTP', description: 'A mail server', hosts: 'own', schema: smtp },
  {
    type: 'secret',
    name: 'Secret',
    description: 'Any value, read as {{ secrets.name }}',
    hosts: 'none',
    schema: plainSecret,
  },
]

/** Undefined for a type that there is not. */
export const kindOf = (type: string): CredentialKind | undefined =>
  credentialKinds.find((kind) => kind.type === type)

/** The names of the fields that are never shown. */
export const secretFields = ({ schema }: CredentialKind): string[] =>
  Object.entries(schema.properties).flatMap(([name, field]) =>
    (field as { 'x-secret'?: boolean })['x-secret'] === true ? [name] : [],
  )
