import { ProblemSchema, type Route, routes, type SystemRoute, systemRoutes } from '@llamanexus/contract'
import type { TSchema } from 'typebox'
import { problemCodes } from '../problems/problem_codes.ts'
import { operationExamples } from './examples.ts'

type Json = Record<string, unknown>

/** The OpenAPI 3.1 document of everything the server answers, made from the schemas that check its requests. */
export function openapiDocument(options: { version: string; public_url?: string | undefined }): Json {
  const paths: Record<string, Json> = {}
  const put = (path: string, method: string, operation: Json) => {
    paths[path] = { ...paths[path], [method]: operation }
  }
  for (const route of Object.values<Route>(routes))
    put(`/api/v1${route.path}`, route.method.toLowerCase(), operationOf(route))
  for (const route of systemRoutes as readonly SystemRoute[])
    for (const method of route.method === 'ANY' ? anyMethods : [route.method.toLowerCase()])
      put(route.path, method, operationOf(route, route.method === 'ANY' ? `_${method}` : ''))
  return {
    openapi: '3.1.0',
    info: {
      title: 'LlamaNexus Workflow Builder',
      version: options.version,
      description: about,
    },
    // Without one, clients take the address that they have read this from.
    servers: [{ url: options.public_url ?? '/' }],
    // Said outright, for an absent list would leave it open: who may call is decided by where the call comes from.
    security: [],
    tags,
    paths,
    components: { schemas: { Problem: ProblemSchema } },
  }
}

const about = `Draw workflows, run them, follow them. Errors are RFC 9457 problems. Events of a run are also sent over one \
WebSocket at \`/api/v1/ws\`.

The server listens on this machine only unless HOST says otherwise, and asks for no key: every call must name a host that \
it serves (\`Host\`), and a call from a web page must come from the page of this server (\`Origin\`); anything else is \
refused with 403. A webhook asks its callers for what its node is set to: a header, a name and password, or a signature.`

const tags = [
  { name: 'workflows', description: 'Documents: list, save, check, bring in and take out.' },
  { name: 'executions', description: 'Runs: start, follow, control, look back.' },
  { name: 'nodes', description: 'The node types that a document may use.' },
  { name: 'templates', description: 'Ready-made workflows with parameters.' },
  { name: 'functions', description: 'Code of the workspace that workflows call.' },
  { name: 'notifications', description: 'What workflows told people in the app.' },
  { name: 'approvals', description: 'What runs ask of people.' },
  { name: 'shares', description: 'Links by which others may look at a workflow and copy it.' },
  { name: 'versions', description: 'What a workflow was at each save.' },
  { name: 'triggers', description: 'What starts runs by itself: times, files, events, calls.' },
  { name: 'models', description: 'The models that nodes can name.' },
  { name: 'webhooks', description: 'The addresses of `http_webhook` nodes, for other systems.' },
  { name: 'health', description: 'For monitors.' },
]

const anyMethods = ['get', 'post', 'put', 'patch', 'delete']

function operationOf(route: Route | SystemRoute, suffix = ''): Json {
  const parameters = [
    ...parametersOf(route.params, 'path'),
    ...parametersOf(route.query, 'query'),
    ...parametersOf(route.headers, 'header'),
  ]
  return {
    operationId: `${route.id}${suffix}`,
    summary: route.summary,
    tags: [route.tag],
    ...(parameters.length > 0 && { parameters }),
    ...((route.body || route.consumes) && suffix !== '_get' && { requestBody: requestBody(route) }),
    responses: { ...repliesOf(route), ...problemsOf(route) },
  }
}

function parametersOf(schema: TSchema | undefined, place: 'path' | 'query' | 'header'): Json[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(typeof property.description === 'string' && { description: property.description }),
    schema: property,
  }))
}

function requestBody(route: Route | SystemRoute): Json {
  const json = route.body && {
    'application/json': { schema: route.body, ...exampleOf(operationExamples[route.id]?.body) },
  }
  const others = (route.consumes ?? []).map((type) => [type, { schema: {} }] as const)
  return { required: !route.body || isTyped(route.body), content: { ...json, ...Object.fromEntries(others) } }
}

/** `Any` says nothing and may be left out. */
const isTyped = (schema: TSchema | undefined): boolean => schema !== undefined && 'type' in schema

function repliesOf(route: Route | SystemRoute): Record<string, Json> {
  const types = route.produces ?? ['application/json']
  return Object.fromEntries(
    Object.entries(route.replies).map(([status, schema]) => [
      status,
      {
        description: route.summary,
        ...(Number(status) !== 204 && {
          content: Object.fromEntries(
            types.map((type) => [type, { schema, ...replyExample(route.id, type) }]),
          ),
        }),
      },
    ]),
  )
}

/** A stream, a page and a YAML file do not look like the JSON that is shown for the others. */
const replyExample = (id: string, type: string) =>
  type === 'text/event-stream' || type === 'application/yaml' || type === 'text/html'
    ? {}
    : exampleOf(operationExamples[id]?.reply)

const exampleOf = (example: unknown) => (example === undefined ? {} : { example })

/** Every route can refuse a foreign host and fail; the others it names. */
const everywhere = [403, 500]

function problemsOf(route: Route | SystemRoute): Record<string, Json> {
  const statuses = [...new Set([...route.problems, ...everywhere])].toSorted()
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: titlesOf(status),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            ...exampleOf(problemExample(status, route)),
          },
        },
      },
    ]),
  )
}

/** What goes wrong most often at a route, by method and path; the first that matches is shown. */
const usualProblems: readonly [number, RegExp, keyof typeof problemCodes][] = [
  [400, /^GET/, 'request_invalid'],
  [404, /executions\/\{eid\}/, 'execution_not_found'],
  [404, /\/templates\//, 'template_not_found'],
  [404, /\/nodes\/\{type\}/, 'node_type_not_found'],
  [404, /\/webhooks\//, 'webhook_not_found'],
  [404, /\/shares?\//, 'share_not_found'],
  [404, /\/workflows\//, 'workflow_not_found'],
  [409, /executions\/\{eid\}/, 'execution_ended'],
  [409, /^DELETE/, 'workflow_busy'],
  [422, /\/execute$/, 'workflow_invalid'],
  [422, /\/instantiate$/, 'parameters_invalid'],
  [422, /\/workflows/, 'document_invalid'],
  [422, /./, 'body_invalid'],
  [429, /./, 'queue_full'],
]

function problemExample(status: number, { method, path }: Route | SystemRoute): Json | undefined {
  const usual = usualProblems.find(([of, where]) => of === status && where.test(`${method} ${path}`))?.[2]
  const codes = Object.entries(problemCodes).filter(([, problem]) => problem.status === status)
  const [code, problem] = codes.find(([each]) => each === usual) ?? codes[0] ?? []
  return problem && { type: `urn:llamanexus:problem:${code}`, title: problem.title, status, code }
}

const titlesOf = (status: number): string =>
  Object.entries(problemCodes)
    .filter(([, problem]) => problem.status === status)
    .map(([code, { title }]) => `\`${code}\`: ${title}`)
    .join('. ') || 'A problem'
