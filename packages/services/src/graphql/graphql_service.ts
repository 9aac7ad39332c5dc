import {
  type CredentialService,
  type ExploreRequest,
  type GraphqlOperation,
  type GraphqlService,
  type HttpService,
  NodeError,
} from '@llamanexus/node-sdk'
import type { GraphQLError, IntrospectionQuery } from 'graphql'

export interface GraphqlServiceOptions {
  http: HttpService
  credentials: CredentialService
}

/** Bytes of a schema; the largest public ones have a few. */
const MAX_SCHEMA_BYTES = 50 * 1024 * 1024
const EXPLORE_MS = 30_000

export function createGraphqlService({ http, credentials }: GraphqlServiceOptions): GraphqlService {
  return {
    operation,
    async explore(request) {
      const { getIntrospectionQuery } = await import('graphql')
      const auth = await authorization(request, credentials)
      const url = new URL(endpointOf(request.endpoint))
      for (const [name, value] of Object.entries(auth.query)) url.searchParams.set(name, value)
      const response = await http.request({
        url: url.href,
        method: 'POST',
        headers: {
          accept: 'application/graphql-response+json, application/json;q=0.9',
          'content-type': 'application/json',
          ...request.headers,
          ...auth.headers,
        },
        private_headers: Object.keys({ ...request.headers, ...auth.headers }),
        body: JSON.stringify({ query: getIntrospectionQuery(), operationName: 'IntrospectionQuery' }),
        timeout_ms: EXPLORE_MS,
        max_response_bytes: MAX_SCHEMA_BYTES,
        signal: request.signal,
      })
      const answer = answerIn(response.body)
      if (!answer?.data?.__schema) throw refused(response.status, answer)
      const { fieldsOfSchema } = await import('./schema_fields.ts')
      return fieldsOfSchema(answer.data)
    },
  }
}

async function operation(query: string, name?: string): Promise<GraphqlOperation> {
  const { parse, Kind } = await import('graphql')
  let operations: { operation: GraphqlOperation['kind']; name?: { value: string } }[]
  try {
    operations = parse(query, { maxTokens: 50_000, noLocation: true }).definitions.filter(
      (each) => each.kind === Kind.OPERATION_DEFINITION,
    )
  } catch (error) {
    throw syntaxError(error as GraphQLError)
  }
  const names = operations.map((each) => each.name?.value ?? '(no name)')
  const found = name ? operations.filter((each) => each.name?.value === name) : operations
  const [first] = found
  if (first && found.length === 1)
    return { kind: first.operation, ...(first.name && { name: first.name.value }) }
  if (operations.length === 0)
    throw invalid('"query" has no operation in it', 'Write `query { … }` or `mutation { … }`.')
  throw name
    ? invalid(`"query" has no operation "${name}"`, `It has ${names.join(', ')}.`, 'operation_name')
    : invalid(
        '"query" has more than one operation',
        `Say which one is meant: ${names.join(', ')}.`,
        'operation_name',
      )
}

function syntaxError(error: GraphQLError): NodeError {
  const [place] = error.locations ?? []
  const at = place ? ` at line ${place.line}, column ${place.column}` : ''
  return invalid(
    `"query" is not GraphQL${at}: ${error.message}`,
    'The query is checked before it is sent. Values belong into the variables, not into its text.',
  )
}

const invalid = (message: string, hint: string, field = 'query'): NodeError =>
  new NodeError('query_invalid', message, { field, hint, retryable: false })

interface Answer {
  data?: IntrospectionQuery
  errors?: readonly { message?: unknown }[]
}

/** Undefined where the answer is none of GraphQL. */
function answerIn(body: Uint8Array): Answer | undefined {
  try {
    const answer = JSON.parse(new TextDecoder().decode(body)) as Answer | null
    return answer?.data?.__schema || Array.isArray(answer?.errors) ? (answer ?? undefined) : undefined
  } catch {
    return undefined
  }
}

function refused(status: number, answer: Answer | undefined): NodeError {
  const said = answer?.errors?.[0]?.message
  const why = typeof said === 'string' ? said.slice(0, 200) : `status ${status}`
  return new NodeError('introspection_refused', `The server did not tell its schema: ${why}`, {
    field: 'endpoint',
    hint:
      status === 401 || status === 403
        ? 'It wants to know who asks: choose a credential.'
        : answer
          ? 'Many servers turn introspection off in production. Queries work without it.'
          : 'Check the address: it often ends in /graphql.',
    retryable: status >= 500,
  })
}

function endpointOf(text: string): string {
  const url = URL.parse(text.trim())
  if (url && /^https?:$/.test(url.protocol)) return url.href
  throw new NodeError('input_invalid', `"endpoint" is not an http or https address: ${text.slice(0, 100)}`, {
    field: 'endpoint',
    retryable: false,
  })
}

async function authorization(
  { credential, endpoint, signal }: ExploreRequest,
  credentials: CredentialService,
) {
  if (!credential) return { headers: {}, query: {} }
  return credentials.authorize({
    id: credential,
    field: 'credential',
    url: endpoint.trim(),
    ...(signal && { signal }),
  })
}
