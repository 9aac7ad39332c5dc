import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiProblem } from '../problems/api_problem.ts'
import { parseJson } from './parse_json.ts'

/** JSON is the only body the API reads, save where a route declares others. A request with another type is refused with 415, unless its body is empty: then there is none, whatever it is called. */
export function addJsonParser(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(
    /^application\/(?:[\w.+-]+\+)?json(?:\s*;|$)/i,
    { parseAs: 'string' },
    (_request: FastifyRequest, text: string, done: (error: Error | null, body?: unknown) => void) => {
      try {
        done(null, parseJson(text))
      } catch (error) {
        done(error as Error)
      }
    },
  )
  server.addContentTypeParser(
    '*',
    { parseAs: 'string' },
    (_request: FastifyRequest, text: string, done: (error: Error | null, body?: unknown) => void) =>
      done(text === '' ? null : new ApiProblem('media_type_unsupported')),
  )
}
