import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app.ts'
import { webhookAt } from './webhook_at.ts'
import type { WebhookEntry, WebhookTable } from './webhook_table.ts'

/** Seconds that a browser may go by the answer to its preflight. */
const PREFLIGHT_KEPT_S = 600

/**
 * Whether a page of another site may make this request: to a webhook whose node names its origin. Who only asks what is
 * allowed may ask.
 */
export const allowedElsewhere =
  (app: App) =>
  async (request: FastifyRequest): Promise<boolean> => {
    const at = await webhookAt(app, request)
    if (!at) return false
    if (request.method === 'OPTIONS') return true
    const match = at.table.match(request.method, at.path)
    return match.found === 'entry' && originFor(match.entry, request.headers.origin) !== undefined
  }

/** Lets a page that may call read the answer, whatever that will be. */
export function addCorsHeaders(entry: WebhookEntry, request: FastifyRequest, reply: FastifyReply): void {
  const { allowed_origins } = entry
  if (allowed_origins.length === 0) return
  // Of one address, an answer to one page is none to another.
  if (!allowed_origins.includes('*')) reply.header('vary', 'Origin')
  const origin = request.headers.origin && originFor(entry, request.headers.origin)
  if (!origin) return
  reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', '*')
}

/** Answers who asks what is allowed: the methods of an address, and to a browser those that its page may use. */
export function answerOptions(
  { table, path }: { table: WebhookTable; path: string },
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  reply.code(204).header('allow', table.methods(path).join(', '))
  const wanted = request.headers['access-control-request-method']
  const match = wanted === undefined ? undefined : table.match(wanted.toUpperCase(), path)
  const { origin } = request.headers
  const allowed = match?.found === 'entry' && origin && originFor(match.entry, origin)
  if (!allowed) return reply.header('vary', 'Origin, Access-Control-Request-Method').send()
  const { 'access-control-request-headers': headers } = request.headers
  reply
    .header('access-control-allow-origin', allowed)
    .header('access-control-allow-methods', String(wanted).toUpperCase())
    .header('access-control-max-age', String(PREFLIGHT_KEPT_S))
    .header('vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers')
  // Each header is one that a caller without a browser may send as well.
  if (headers) reply.header('access-control-allow-headers', headers)
  // A page of the open network that calls into a private one is let in by this.
  if (request.headers['access-control-request-private-network'] === 'true')
    reply.header('access-control-allow-private-network', 'true')
  return reply.send()
}

/** What the answer says is allowed; undefined where it is not. An image or a script tag tells no origin. */
function originFor({ allowed_origins }: WebhookEntry, origin: string | undefined): string | undefined {
  if (allowed_origins.includes('*')) return '*'
  return origin !== undefined && allowed_origins.includes(origin.toLowerCase()) ? origin : undefined
}
