import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { FastifyReply } from 'fastify'

/** Sends what a `webhook_response` node gave: text as it is, anything else as JSON, and nothing for null. */
export function sendWebhookAnswer(reply: FastifyReply, outputs: JsonObject): FastifyReply {
  const { body = null, status, headers } = outputs
  reply.code(typeof status === 'number' && status >= 200 && status <= 599 ? Math.trunc(status) : 200)
  const given = isObject(headers) ? headers : {}
  for (const [name, value] of Object.entries(given))
    if (!ownedByServer.has(name.toLowerCase())) reply.header(name, String(value))
  reply.header('x-content-type-options', 'nosniff')
  if (body === null) return reply.send()
  const type = reply.getHeader('content-type') ?? (typeof body === 'string' ? plain : json)
  reply.header('content-type', type)
  // A page that a workflow answers with shares our origin; the sandbox keeps its scripts from acting as the editor.
  if (active.test(String(type))) reply.header('content-security-policy', 'sandbox')
  return reply.send(textOf(body))
}

const json = 'application/json; charset=utf-8'
const plain = 'text/plain; charset=utf-8'
const active = /html|xml|svg|javascript/i

/** Framing is the server's to say, and so is what sandboxes the answer. */
const ownedByServer = new Set([
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'trailer',
  'content-security-policy',
])

const textOf = (body: JsonValue): string => (typeof body === 'string' ? body : JSON.stringify(body))

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
