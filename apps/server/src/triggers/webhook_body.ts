import type { JsonObject } from '@llamanexus/workflow'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseJson } from '../security/parse_json.ts'
import { readMultipart } from './read_multipart.ts'
import { unpackBody } from './unpack_body.ts'

/** Bytes of a body, packed and unpacked. */
export const webhookBodyLimit = 20 * 1024 * 1024

const raw = Symbol('raw body')
type WithRaw = FastifyRequest & { [raw]?: Buffer }

/** JSON and forms as data, anything else as text; bytes that are no text in base64. */
export function addWebhookParsers(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (request: WithRaw, sent: Buffer) => {
    request[raw] = sent
    const { headers } = request
    return read(
      await unpackBody(sent, headers['content-encoding'], webhookBodyLimit),
      headers['content-type'] ?? '',
    )
  })
}

/** The body as it came, which a signature covers. */
export const rawBodyOf = (request: FastifyRequest): string | Buffer => (request as WithRaw)[raw] ?? ''

function read(bytes: Buffer, contentType: string): unknown {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === 'multipart/form-data') return readMultipart(bytes, contentType)
  if (/^application\/(?:[\w.+-]+\+)?json$/.test(type)) return parseJson(withoutMark(bytes.toString('utf8')))
  if (type === 'application/x-www-form-urlencoded') return formData(bytes.toString('utf8'))
  return bytes.length === 0 ? undefined : textOf(bytes, contentType)
}

/** Some senders begin JSON with a mark that JSON does not have. */
const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '')

/** A repeated name gives a list. */
function formData(text: string): JsonObject {
  const values = new Map<string, string[]>()
  for (const [key, value] of new URLSearchParams(text)) values.set(key, [...(values.get(key) ?? []), value])
  return Object.fromEntries([...values].map(([key, list]) => [key, list.length > 1 ? list : (list[0] ?? '')]))
}

/** Text in the letters that its sender says it is in. */
function textOf(bytes: Buffer, contentType: string): string {
  const charset = /;\s*charset="?([^\s;"]+)/i.exec(contentType)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return bytes.toString('base64')
  }
}
