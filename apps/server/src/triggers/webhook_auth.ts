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
  // The name of the scheme is written as its sender likes.
  const [scheme = '', given = ''] = text(headers.authorization).split(/ +/)
  const ok = text(auth.password) !== '' && scheme.toLowerCase() === 'basic' && same(given, expected)
  return ok ? { ok, secret_headers: ['authorization'] } : { ok, challenge: 'Basic realm="webhook"' }
}

/** HMAC-SHA256 in hexadecimal, in the form that the sender signs in. */
function checkHmac(auth: JsonObject, call: WebhookCall): AuthResult {
  const secret = text(auth.secret)
  const signed = secret === '' ? undefined : signedParts(auth, call)
  if (!signed) return { ok: false }
  const hmac = createHmac('sha256', secret)
  for (const part of signed.parts) hmac.update(part)
  const expected = hmac.digest('hex')
  // All are compared, so that the time does not tell which one fits.
  const fits = signed.signatures.filter((signature) => same(signature.toLowerCase(), expected))
  return fits.length > 0 ? { ok: true, secret_headers: [] } : { ok: false }
}

interface Signed {
  signatures: readonly string[]
  /** What the signature covers, one after the other. */
  parts: readonly (string | Buffer)[]
}

function signedParts(auth: JsonObject, call: WebhookCall): Signed | undefined {
  switch (auth.scheme) {
    case 'github':
      return signedByGitHub(auth, call)
    case 'stripe':
      return signedByStripe(auth, call)
    default:
      return signedWithTimestamp(auth, call)
  }
}

/** `{timestamp}.{body}` with the two in headers, with or without `sha256=` before the signature. */
function signedWithTimestamp(auth: JsonObject, { headers, raw, now }: WebhookCall): Signed | undefined {
  const signature = headerOf(auth.header, 'X-Signature', headers).replace(/^sha256=/, '')
  const timestamp = headerOf(auth.timestamp_header, 'X-Timestamp', headers)
  if (!isRecent(timestamp, auth, now)) return undefined
  return { signatures: [signature], parts: [`${timestamp}.`, raw] }
}

/** `sha256=…` over the body. It has no time in it: what comes twice is known by its delivery id. */
function signedByGitHub(auth: JsonObject, { headers, raw }: WebhookCall): Signed | undefined {
  const signature = headerOf(auth.header, 'X-Hub-Signature-256', headers)
  if (!signature.startsWith('sha256=')) return undefined
  return { signatures: [signature.slice('sha256='.length)], parts: [raw] }
}

/** `t=…,v1=…` over `{t}.{body}`, with several `v1` while a key is changed. */
function signedByStripe(auth: JsonObject, { headers, raw, now }: WebhookCall): Signed | undefined {
  const pairs = headerOf(auth.header, 'Stripe-Signature', headers)
    .split(',')
    .map((pair) => pair.trim().split('='))
  const timestamp = pairs.find(([name]) => name === 't')?.[1] ?? ''
  const signatures = pairs.filter(([name]) => name === 'v1').map(([, value = '']) => value)
  if (!isRecent(timestamp, auth, now)) return undefined
  return { signatures: signatures.slice(0, 10), parts: [`${timestamp}.`, raw] }
}

function isRecent(timestamp: string, auth: JsonObject, now: number): boolean {
  const tolerance = typeof auth.tolerance_s === 'number' ? auth.tolerance_s : 300
  return timestamp !== '' && Math.abs(now / 1000 - Number(timestamp)) <= tolerance
}

const headerOf = (name: unknown, standard: string, headers: WebhookCall['headers']): string =>
  text(headers[(text(name) || standard).toLowerCase()])

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** In a time that does not depend on where the two differ, nor on how long they are. */
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

const digest = (value: string): Buffer => createHash('sha256').update(value).digest()
