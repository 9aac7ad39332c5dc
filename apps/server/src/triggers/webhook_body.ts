import type { JsonObject } from '@llamanexus/workflow'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseJson } from '../security/parse_json.ts'
import { readMultipart } from './read_multipart.ts'

const raw = Symbol('raw body')
type WithRaw = FastifyRequest & { [raw]?: string | Buffer }

/** JSON and forms as data, anything else as text; bytes that are no text in base64. */
export function addWebhookParsers(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  addText(scope, 'application/json', parseJson)
  addText(scope, /^application\/[\w.+-]+\+json/, parseJson)
  addText(scope, 'application/x-www-form-urlencoded', formData)
  scope.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer' },
    (request: WithRaw, bytes: Buffer) => {
      request[raw] = bytes
      return readMultipart(bytes, request.headers['content-type'] ?? '')
    },
  )
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (request: WithRaw, bytes: Buffer, done) => {
    request[raw] = bytes
    done(null, bytes.length === 0 ? undefined : textOf(bytes))
  })
}

/** The body as it came, which a signature covers. */
export const rawBodyOf = (request: FastifyRequest): string | Buffer => (request as WithRaw)[raw] ?? ''

function addText(scope: FastifyInstance, type: string | RegExp, parse: (text: string) => unknown): void {
  scope.addContentTypeParser(type, { parseAs: 'string' }, (request: WithRaw, text: string, done) => {
    request[raw] = text
    try {
      done(null, parse(text))
    } catch (error) {
      done(error as Error)
    }
  })
}

/** A repeated name gives a list. */
function formData(text: string): JsonObject {
  const values = new Map<string, string[]>()
  for (const [key, value] of new URLSearchParams(text)) values.set(key, [...(values.get(key) ?? []), value])
  return Object.fromEntries([...values].map(([key, list]) => [key, list.length > 1 ? list : (list[0] ?? '')]))
}

function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  return text.includes('\ufffd') ? bytes.toString('base64') : text
}
