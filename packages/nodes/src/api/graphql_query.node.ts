import { defineNode, type HttpResponse, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { atField } from './at_field.ts'
import { answerOf, graphqlFailed } from './graphql_answer.ts'
import { hasMutation } from './has_mutation.ts'
import { HEADER_HINT } from './header_hint.ts'
import { retryAfterMs } from './retry_after_ms.ts'
import { createSignIn } from './sign_in.ts'

const CREDENTIALS = ['bearer', 'api_key', 'basic', 'oauth2'] as const

const Config = Type.Object({
  credential: Type.Optional(
    Type.String({
      title: 'Credential',
      description: 'Signs the request in, to the hosts that it names.',
      'x-widget': 'credential',
      'x-credential-types': [...CREDENTIALS],
      'x-host-from': 'endpoint',
    }),
  ),
  on_errors: Type.Enum(['fail', 'partial'], {
    title: 'When the answer has errors',
    description: 'partial: the data that came beside them is the result, and the errors are an output.',
    default: 'fail',
  }),
  timeout: Type.Number({ title: 'Time limit (s)', default: 30, exclusiveMinimum: 0, maximum: 3600 }),
  max_response_mb: Type.Number({
    title: 'Longest answer (MB)',
    default: 20,
    exclusiveMinimum: 0,
    maximum: 200,
  }),
})

export default defineNode({
  type: 'graphql_query',
  version: 1,
  category: 'api',
  name: 'GraphQL',
  icon: 'waypoints',
  description: 'GraphQL request',
  keywords: ['api'],
  summary: '{endpoint}',
  effect: 'unsafe',
  effectOf: ({ inputs }) =>
    inputs.query === undefined || hasMutation(inputs.query) ? 'unsafe' : 'idempotent',
  uses: ['graphql', 'http', 'credentials'],
  credentials: CREDENTIALS,
  inputs: {
    endpoint: port.string({
      required: true,
      description: 'The http or https address of the GraphQL server.',
      schema: { minLength: 1, examples: ['https://api.example.com/graphql'] },
    }),
    query: port.string({
      required: true,
      description: 'A query or a mutation. Values go into the variables.',
      schema: {
        minLength: 1,
        'x-widget': 'graphql',
        'x-endpoint-from': '/inputs/endpoint',
        'x-variables-to': '/inputs/variables',
        // Its braces are its own.
        'x-expression': 'none',
        examples: ['query Tea($id: ID!) { tea(id: $id) { name } }'],
      },
    }),
    variables: port.object({
      default: {},
      description: 'Values for the variables of the query.',
      schema: { 'x-widget': 'json', examples: [{ id: '7' }] },
    }),
    operation_name: port.string({
      description: 'Which operation is meant where the text has several.',
    }),
    headers: port.object({ description: 'Sent with the request.', schema: { 'x-widget': 'key_value' } }),
  },
  outputs: {
    data: port.object({ description: 'The data of the answer.' }),
    errors: port.array({ description: 'What the server said went wrong beside it; empty in most cases.' }),
    extensions: port.object({ description: 'What else the server told, such as costs.' }),
  },
  config: Config,
  docs: `Asks a GraphQL server.

**When to use it.** For services with a GraphQL interface: GitHub, Shopify, Linear, Hasura. **Explore schema** lists what the
server offers and writes the query for you.

The query is checked before it is sent; a mistake is an error \`query_invalid\` with line and column. Values belong into
**variables**: \`{"id": "{{ trigger.id }}"}\` with \`query Tea($id: ID!) { tea(id: $id) { name } }\`.

**Errors.** An answer with \`errors\` is an error \`graphql_failed\` with the server's words and paths. Set **When the answer has
errors** to \`partial\` to go on with the data that came. Subscriptions are refused: use a WebSocket.

**Repeating.** A query that was under way when the server stopped is asked again; a mutation makes the run wait for a person.`,
  examples: [
    {
      title: 'With a variable',
      config: {},
      inputs: {
        endpoint: 'https://api.example.com/graphql',
        query: 'query Tea($id: ID!) { tea(id: $id) { id name } }',
        variables: { id: '7' },
      },
      outputs: { data: { tea: { id: '7', name: 'Sencha' } }, errors: [] },
    },
  ],
  async execute({ config, inputs, context }) {
    const { graphql, http } = context.services
    const { kind } = await graphql.operation(inputs.query, inputs.operation_name)
    if (kind === 'subscription')
      throw new NodeError('query_invalid', '"query" is a subscription, which is not one request', {
        field: 'query',
        hint: 'Use a WebSocket node, with the subprotocol graphql-transport-ws, to listen to it.',
        retryable: false,
      })
    const signIn = createSignIn(config, inputs.endpoint, context)
    const request = async (auth: { headers: Record<string, string>; query: Record<string, string> }) =>
      http.request({
        url: endpoint(inputs.endpoint, auth.query),
        method: 'POST',
        headers: headers(inputs.headers ?? {}, auth.headers),
        private_headers: [...Object.keys(auth.headers), ...Object.keys(inputs.headers ?? {})],
        body: JSON.stringify({
          query: inputs.query,
          variables: inputs.variables,
          ...(inputs.operation_name && { operationName: inputs.operation_name }),
        }),
        timeout_ms: config.timeout * 1000,
        max_response_bytes: config.max_response_mb * 1024 * 1024,
        signal: context.signal,
      })
    const send = (auth: Parameters<typeof request>[0]) => atField('endpoint', request(auth))
    let response = await send((await signIn?.()) ?? { headers: {}, query: {} })
    const renewed = response.status === 401 ? await signIn?.renewed() : undefined
    if (renewed) response = await send(renewed)
    const { data, errors, extensions } = answerOf(response)
    if (data && (errors.length === 0 || config.on_errors === 'partial')) {
      if (errors.length > 0) context.log('warn', `The answer has ${errors.length} errors`, errors)
      return { data, errors, extensions }
    }
    throw graphqlFailed({
      data,
      errors,
      status: response.status,
      retry_after_ms: waitOf(response, context.now()),
    })
  },
})

const waitOf = ({ status, headers: told }: HttpResponse, now: number): number | undefined =>
  status === 429 || status === 503 ? retryAfterMs(told['retry-after'], now) : undefined

function endpoint(text: string, query: Record<string, string>): string {
  const url = URL.parse(text.trim())
  if (!url || !/^https?:$/.test(url.protocol))
    throw new NodeError(
      'input_invalid',
      `"endpoint" is not an http or https address: ${text.slice(0, 100)}`,
      {
        field: 'endpoint',
        hint: 'Write it whole, such as https://api.example.com/graphql.',
        retryable: false,
      },
    )
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}

function headers(own: JsonObject, auth: Record<string, string>): Record<string, string> {
  const all = new Headers({
    accept: 'application/graphql-response+json, application/json;q=0.9',
    'content-type': 'application/json',
  })
  for (const [name, value] of Object.entries<JsonValue>({ ...own, ...auth }))
    try {
      if (value !== null) all.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
    } catch (cause) {
      // The value may be a secret, so that only the name is told.
      throw new NodeError('input_invalid', `"headers" has a header that cannot be sent: ${name}`, {
        field: 'headers',
        hint: HEADER_HINT,
        retryable: false,
        cause,
      })
    }
  return Object.fromEntries(all)
}
