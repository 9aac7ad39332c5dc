import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseJson } from './parse_json.ts'

/** JSON is the only body the API reads, save where a route declares others. A request with another type is refused with 415. */
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
}
