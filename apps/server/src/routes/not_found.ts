import { type Route, routes, type SystemRoute, systemRoutes } from '@llamanexus/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiProblem } from '../problems/api_problem.ts'
import { sendPage, wantsPage } from './page_routes.ts'

/** Answers what no route took: 405 where the path is one of the API, the web app's page, or 404. */
export function notFound(webDir: string): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  return (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const allow = methodsAt(path)
    if (allow.length > 0) throw new ApiProblem('method_not_allowed', { headers: { allow: allow.join(', ') } })
    if (!isService(path) && wantsPage(request)) return sendPage(reply, webDir)
    throw new ApiProblem('not_found')
  }
}

const isService = (path: string): boolean => /^\/(api|webhooks|demo|livez|readyz|metrics)(\/|$)/.test(path)

const known = [
  ...Object.values<Route>(routes).map(({ method, path }) => ({ method, path: `/api/v1${path}` })),
  // Webhooks say themselves which methods they take.
  ...(systemRoutes as readonly SystemRoute[]).filter(({ method }) => method !== 'ANY'),
  { method: 'GET', path: '/api/openapi.json' },
  { method: 'GET', path: '/api/docs' },
].map(({ method, path }) => ({
  method,
  path,
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}))

/** A path that is a route by its very words is not meant as one with a parameter. What answers GET answers HEAD. */
function methodsAt(path: string): string[] {
  const literal = known.filter((route) => route.path === path)
  const found = literal.length > 0 ? literal : known.filter(({ pattern }) => pattern.test(path))
  const methods = found.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  return [...new Set(methods)]
}
