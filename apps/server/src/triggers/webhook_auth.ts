import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { JsonObject } from '@llamanexus/workflow'

export interface WebhookCall {
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** The body as it came. */
  raw: Buffer | string
  /** Milliseconds since the epoch. */
  now: number
}

export type AuthResult = { ok: true; secret_headers: readonly string[] } | { ok: false; challenge?: string }

/** Checks a caller against a webhook's `auth`. An `auth` that is incomplete lets nobody in. */
export function checkWebhookAuth(auth: JsonObject, call: WebhookCall): AuthResult {
  switch (auth.type) {
    case undefined:
    case 'none':
      return { ok: true, secret_headers: [] }
    case 'header':
      return checkHeader(auth, call)
    case 'basic':
      return checkBasic(auth, call)
    case 'hmac':
      return checkHmac(auth, call)
    default:
      return { ok: false }
  }
}

function checkHeader(auth: JsonObject, { headers }: WebhookCall): AuthResult {
  const name = text(auth.header).toLowerCase()
  const ok = name !== '' && text(auth.value) !== '' && same(text(headers[name]), text(auth.value))
  return ok ? { ok, secret_headers: [name] } : { ok }
}

function checkBasic(auth: JsonObject, { headers }: WebhookCall): AuthResult {
  const expected = Buffer.from(`${text(auth.username)}:${text(auth.password)}`).toString('base64')
  const ok = text(auth.password) !== '' && same(text(headers.authorization), `Basic ${expected}`)
  return ok ? { ok, secret_headers: ['authorization'] } : { ok, challenge: 'Basic realm="webhook"' }
}

/** HMAC-SHA256 in hexadecimal over `{timestamp}.{body}`, with or without `sha256=` before it. */
function checkHmac(auth: JsonObject, { headers, raw, now }: WebhookCall): AuthResult {
  const signature = text(headers[(text(auth.header) || 'X-Signature').toLowerCase()]).replace(/^sha256=/, '')
  const timestamp = text(headers[(text(auth.timestamp_header) || 'X-Timestamp').toLowerCase()])
  const tolerance = typeof auth.tolerance_s === 'number' ? auth.tolerance_s : 300
  const age = Math.abs(now / 1000 - Number(timestamp))
  if (text(auth.secret) === '' || timestamp === '' || !(age <= tolerance)) return { ok: false }
  const expected = createHmac('sha256', text(auth.secret)).update(`${timestamp}.`).update(raw).digest('hex')
  return same(signature.toLowerCase(), expected) ? { ok: true, secret_headers: [] } : { ok: false }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** In a time that does not depend on where the two differ, nor on how long they are. */
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

const digest = (value: string): Buffer => createHash('sha256').update(value).digest()
