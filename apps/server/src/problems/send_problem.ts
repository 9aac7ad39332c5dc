import type { FastifyReply } from 'fastify'
import type { ApiProblem } from './api_problem.ts'

/** Answers with problem+json (RFC 9457). */
export function sendProblem(reply: FastifyReply, problem: ApiProblem): FastifyReply {
  // A caller that is still sending reads no answer from a connection that is closed: what is too large is read and dropped.
  if (problem.status === 413) reply.removeHeader('connection')
  return reply
    .code(problem.status)
    .headers(problem.options.headers ?? {})
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problem))
}
