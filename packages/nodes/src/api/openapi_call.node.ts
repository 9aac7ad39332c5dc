import { defineNode, type HttpResponse, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { atField } from './at_field.ts'
import { decodeBody, RESPONSE_TYPES } from './decode_body.ts'
import { givenArguments } from './given_arguments.ts'
import { retryAfterMs } from './retry_after_ms.ts'

const CREDENTIALS = ['bearer', 'api_key', 'basic', 'oauth2'] as const

const Config = Type.Object({
  credential: Type.Optional(
    Type.String({
      title: 'Credential',
      description: 'Signs in as the description asks for, at the hosts that the credential names.',
      'x-widget': 'credential',
      'x-credential-types': [...CREDENTIALS],
    }),
  ),
  server: Type.Optional(
    Type.String({
      title: 'Server',
      description: 'Used in place of the server that the description names.',
      examples: ['https://api.example.com/v1'],
    }),
  ),
  server_variables: Type.Optional(
    Type.Unsafe<JsonObject>({
      type: 'object',
      title: 'Server variables',
      description: 'Values for the variables in the address of the server.',
      'x-widget': 'key_value',
    }),
  ),
  content_type: Type.Optional(
    Type.String({
      title: 'Body as',
      description: 'Media type of the body, where the operation takes several.',
      examples: ['multipart/form-data'],
    }),
  ),
  response_type: Type.Enum([...RESPONSE_TYPES], {
    title: 'Response as',
    description: 'auto: by its content type. binary: an object with the bytes in base64.',
    default: 'auto',
  }),
  timeout: Type.Number({ title: 'Time limit (s)', default: 30, exclusiveMinimum: 0, maximum: 3600 }),
  max_response_mb: Type.Number({
    title: 'Longest answer (MB)',
    description: 'Once it is unpacked.',
    default: 20,
    exclusiveMinimum: 0,
    maximum: 200,
  }),
  fail_on_status: Type.Boolean({
    title: 'Fail on status 400 and above',
    description: 'So that a retry policy and error branches see it.',
    default: true,
  }),
  method: Type.Optional(
    Type.String({
      title: 'Method',
      description: 'Of the operation that was picked; it says whether a call may be repeated after a crash.',
      'x-widget': 'hidden',
    }),
  ),
  input_schema: Type.Optional(
    Type.Unsafe<JsonObject>({
      type: 'object',
      title: 'Arguments',
      description: 'JSON Schema of what the operation takes. Each of its properties is an input port.',
      'x-widget': 'hidden',
      // Words of the description are no expressions.
      'x-expression': 'none',
    }),
  ),
})

const OWN = ['spec_url', 'operation', 'args', 'headers', 'after']

export default defineNode({
  type: 'openapi_call',
  version: 1,
  category: 'api',
  name: 'OpenAPI',
  icon: 'braces',
  description: 'Call OpenAPI endpoint',
  keywords: ['swagger', 'rest'],
  summary: '{operation}',
  effect: 'unsafe',
  effectOf: ({ config, inputs }) =>
    /^(GET|HEAD|OPTIONS|PUT|DELETE)\b/i.test(config.method ?? inputs.operation ?? '')
      ? 'idempotent'
      : 'unsafe',
  uses: ['openapi'],
  credentials: CREDENTIALS,
  inputs: {
    spec_url: port.string({
      name: 'API description',
      required: true,
      description: 'The address of the description, a file of the workspace, or its text.',
      schema: {
        minLength: 1,
        // A description in place has braces of its own.
        'x-expression': 'none',
        examples: ['https://api.example.com/openapi.json'],
      },
    }),
    operation: port.string({
      required: true,
      description: 'Its `operationId`, or method and path. Picked from the list, its arguments become ports.',
      schema: {
        minLength: 1,
        'x-widget': 'openapi_operation',
        'x-spec-from': '/inputs/spec_url',
        'x-schema-to': '/config/input_schema',
        'x-method-to': '/config/method',
        examples: ['listOrders'],
      },
    }),
    args: port.object({
      name: 'Arguments',
      default: {},
      description: 'Arguments by name and `body`, beside those that have a port of their own.',
      schema: { 'x-widget': 'json', examples: [{ limit: 10 }] },
    }),
    headers: port.object({
      description: 'Sent beside those of the operation.',
      schema: { 'x-widget': 'key_value' },
    }),
  },
  derived: [{ direction: 'inputs', from: '/config/input_schema', by: 'schema_properties', type: 'any' }],
  outputs: {
    response: port.any({ description: 'The body of the answer.' }),
    status: port.number({ description: 'HTTP status code.' }),
    headers: port.object({ description: 'Lower-case names.' }),
  },
  config: Config,
  docs: `Calls an operation of an API that is described by OpenAPI 3.0 or 3.1, or Swagger 2.0.

**When to use it.** When a service publishes such a description: paths, parameters, bodies and sign-in then follow from it.

Give the address of the description and pick an operation: each parameter becomes a port, and so does \`body\`. Arguments may
come as one object in **args** too. They are written in the styles that the description asks for, and checked before
anything is sent: what does not fit is an error \`args_invalid\` that names the argument.

A file in a body is an object \`{"base64", "content_type", "filename"}\`. Sign-in (API key, Basic, Bearer, OAuth 2 client
credentials) is made of a credential, which also opens a description behind a sign-in where it names that host.
Descriptions are kept, and asked for again only when they have changed.

\`{"operation": "GET /echo", "args": {"q": "tea"}}\` asks \`/echo?q=tea\`.`,
  examples: [
    {
      title: 'By method and path',
      config: {},
      inputs: {
        spec_url:
          '{"openapi": "3.1.0", "info": {"title": "Echo", "version": "1"}, "servers": [{"url": "https://api.example.com"}], "paths": {"/echo": {"get": {"parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}]}}}}',
        operation: 'GET /echo',
        args: { q: 'tea' },
      },
      outputs: { status: 200, response: { method: 'GET', query: { q: 'tea' }, body: '' } },
    },
  ],
  async execute({ config, inputs, context }) {
    const { credential, server, server_variables, content_type } = config
    const call = context.services.openapi.call({
      spec: inputs.spec_url,
      operation: inputs.operation,
      args: givenArguments(inputs, config.input_schema, OWN),
      timeout_ms: config.timeout * 1000,
      max_response_bytes: config.max_response_mb * 1024 * 1024,
      signal: context.signal,
      ...(inputs.headers && { headers: inputs.headers }),
      ...(credential && { credential }),
      ...(server && { server }),
      ...(server_variables && { server_variables }),
      ...(content_type && { content_type }),
    })
    const response = await atField('server', call)
    if (config.fail_on_status && response.status >= 400) throw statusError(response, context.now())
    return {
      response: decodeBody(response, config.response_type),
      status: response.status,
      headers: { ...response.headers },
    }
  },
})

function statusError(response: HttpResponse, now: number): NodeError {
  const { status, headers } = response
  const isRetryable = status >= 500 || status === 408 || status === 425 || status === 429
  return new NodeError('http_status', `The server answered with status ${status}`, {
    field: 'operation',
    hint:
      status === 401 || status === 403
        ? 'It wants to know who asks: choose a credential.'
        : 'Look at the response in the details.',
    retryable: isRetryable,
    ...((status === 429 || status === 503) && { retry_after_ms: retryAfterMs(headers['retry-after'], now) }),
    details: { status, response: decodeBody(response, 'auto') },
  })
}
