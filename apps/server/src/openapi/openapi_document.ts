import { ProblemSchema, type Route, routes, type SystemRoute, systemRoutes } from '@llamanexus/contract'
import type { TSchema } from 'typebox'
import { problemCodes } from '../problems/problem_codes.ts'

type Json = Record<string, unknown>

/** The OpenAPI 3.1 document of everything the server answers, made from the schemas that check its requests. */
export function openapiDocument(options: { version: string }): Json {
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
      description:
        'Draw workflows, run them, follow them. Errors are RFC 9457 problems. Events of a run are also sent over one WebSocket at `/api/v1/ws`.',
    },
    paths,
    components: { schemas: { Problem: ProblemSchema } },
  }
}

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
    ...(route.body && suffix !== '_get' && { requestBody: requestBody(route) }),
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
  const json = { 'application/json': { schema: route.body } }
  const others = (route.consumes ?? []).map((type) => [type, { schema: {} }] as const)
  return { required: isTyped(route.body), content: { ...json, ...Object.fromEntries(others) } }
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
          content: Object.fromEntries(types.map((type) => [type, { schema }])),
        }),
      },
    ]),
  )
}

/** Every route can refuse a foreign host and fail; the others it names. */
const everywhere = [403, 500]

function problemsOf({ problems }: Route | SystemRoute): Record<string, Json> {
  const statuses = [...new Set([...problems, ...everywhere])].toSorted()
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: titlesOf(status),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

const titlesOf = (status: number): string =>
  Object.entries(problemCodes)
    .filter(([, problem]) => problem.status === status)
    .map(([code, { title }]) => `\`${code}\`: ${title}`)
    .join('. ') || 'A problem'
