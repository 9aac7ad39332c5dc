import { routes } from '@llamanexus/contract'
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

const known = Object.values(routes).map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^/api/v1${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}))

const methodsAt = (path: string): string[] =>
  known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)
