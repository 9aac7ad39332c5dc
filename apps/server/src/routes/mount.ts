import {
  type Body,
  type Params,
  type Query,
  type Reply,
  type Route,
  type RouteId,
  type Routes,
  routes,
} from '@llamanexus/contract'
import { faultText } from '@llamanexus/workflow'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/schema'
import { ApiProblem } from '../problems/api_problem.ts'
import { addApiHeaders } from '../security/headers.ts'
import { guessLimit } from '../shares/guess_limit.ts'
import { coerceText } from './coerce_text.ts'
import { isJsonBody } from './transfer_routes.ts'

export interface Given<R extends Route> {
  params: Params<R>
  query: Query<R>
  body: Body<R>
  request: FastifyRequest
  reply: FastifyReply
}

/** Answers with the reply's value, or with the `FastifyReply` when it has sent the answer itself. */
export type Handler<R extends Route> = (
  given: Given<R>,
) => Reply<R> | FastifyReply | Promise<Reply<R> | FastifyReply>

export type Handlers = { [K in RouteId]: Handler<Routes[K]> }

/** Bytes of a workflow document. */
const documentLimit = 5 * 1024 * 1024
/** Bytes of trigger data. */
const triggerLimit = 20 * 1024 * 1024
/** Bytes of a document of 50 MiB in base64. */
const uploadLimit = 70 * 1024 * 1024
/** Who has the token may read. */
const guessable: ReadonlySet<string> = new Set(['getShare', 'downloadShare'])
const takesData: ReadonlySet<string> = new Set(['executeWorkflow', 'postEvent'])

/** Mounts every route of the contract under `/api/v1`: what reaches a handler fits the route's schemas. */
export function mountRoutes(server: FastifyInstance, handlers: Handlers): void {
  for (const [id, route] of Object.entries(routes)) {
    // The one cast of the mount: the handler's argument is checked against the same schemas that type it.
    mountRoute(server, route, handlers[id as RouteId] as unknown as Handler<Route>)
  }
}

function mountRoute(server: FastifyInstance, route: Route, handler: Handler<Route>): void {
  const parts = {
    params: compiled(route.params),
    query: compiled(route.query),
    body: compiled(route.body),
  }
  const status = Math.min(...Object.keys(route.replies).map(Number))
  server.route({
    method: route.method,
    url: `/api/v1${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    bodyLimit: limitOf(route.id),
    ...(guessable.has(route.id) && { config: guessLimit }),
    async handler(request, reply) {
      if (!route.consumes && !isJsonBody(request.body, request))
        throw new ApiProblem('media_type_unsupported')
      const given = read(parts, request, route)
      addApiHeaders(reply)
      reply.code(status)
      const answer: unknown = await handler({ ...given, request, reply } as Given<Route>)
      if (reply.sent || answer === reply) return reply
      if (reply.statusCode === 204) return reply.send()
      return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer))
    },
  })
}

function limitOf(id: string): number {
  if (id === 'addDocument') return uploadLimit
  return takesData.has(id) ? triggerLimit : documentLimit
}

interface Part {
  readonly schema: TSchema
  readonly validator: Validator
}

/** Compiled when it is first needed: with all routes at once, the start of the server would wait for it. */
function compiled(schema: TSchema | undefined): Part | undefined {
  if (!schema) return undefined
  let made: Validator | undefined
  return {
    schema,
    get validator() {
      return (made ??= Compile(schema) as Validator)
    },
  }
}

function read(
  parts: { params?: Part; query?: Part; body?: Part },
  request: FastifyRequest,
  route: Route,
): { params: unknown; query: unknown; body: unknown } {
  const params = coerced(parts.params, request.params)
  // An id that cannot exist is an id that does not exist.
  if (parts.params && !parts.params.validator.Check(params)) throw new ApiProblem('not_found')
  const query = coerced(parts.query, request.query)
  const asked = errorsOf(parts.query, query, '/query')
  const errors = [...asked, ...errorsOf(parts.body, request.body, '')]
  if (asked.length > 0) throw new ApiProblem('request_invalid', { errors })
  if (errors.length > 0) throw new ApiProblem(codeFor(route, request), { errors })
  return { params, query, body: request.body }
}

/** A body that is JSON and yet not what is taken is a matter of meaning where the route says so. */
function codeFor(route: Route, request: FastifyRequest) {
  if (!route.problems.includes(422) || request.body === undefined) return 'request_invalid'
  return route.tag === 'workflows' ? 'document_invalid' : 'body_invalid'
}

/** Query and path arrive as text. */
const coerced = (part: Part | undefined, value: unknown): unknown =>
  part && coerceText(part.schema, value as Record<string, unknown>)

function errorsOf(part: Part | undefined, value: unknown, base: string) {
  if (!part || acceptsAbsent(part, value) || part.validator.Check(value)) return []
  return part.validator.Errors(value)[1].map((error) => ({
    pointer: `${base}${error.instancePath}`,
    code: `schema_${error.keyword}`,
    message:
      value === undefined
        ? 'A JSON body is required'
        : `${error.instancePath || 'The value'} ${faultText(error)}`,
  }))
}

/** A schema that says nothing (`Any`) takes an absent body too. */
const acceptsAbsent = (part: Part, value: unknown): boolean => value === undefined && !('type' in part.schema)
