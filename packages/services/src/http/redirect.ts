import { parseUrl } from './parse_url.ts'

export interface Hop {
  url: URL
  method: string
  headers: Record<string, string>
  body?: string | Uint8Array
  /** Lower-case names of further headers that are meant for one origin only. */
  private_headers?: ReadonlySet<string>
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])
/** What is meant for one origin only: `host`, and whatever is named like something to sign in with. */
const PRIVATE_HEADER = /^host$|auth|cookie|key|token|secret|passw|session|signature/
const BODY_HEADERS = new Set([
  'content-type',
  'content-length',
  'content-encoding',
  'content-language',
  'transfer-encoding',
])

/**
 * The request that a redirect asks for; undefined where the answer is none. 303, and 301 and 302 after a POST, turn
 * into GET without a body, as browsers do; credentials stay behind when the origin changes.
 */
export function nextHop(hop: Hop, status: number, location: string | undefined): Hop | undefined {
  if (!REDIRECTS.has(status) || !location) return undefined
  const resolved = URL.parse(location, hop.url.href)
  const url = parseUrl(resolved?.href ?? location)
  const toGet =
    (status === 303 && hop.method !== 'HEAD') || ((status === 301 || status === 302) && hop.method === 'POST')
  const dropped = (name: string) =>
    (toGet && BODY_HEADERS.has(name)) ||
    (url.origin !== hop.url.origin && (PRIVATE_HEADER.test(name) || hop.private_headers?.has(name) === true))
  const headers = Object.fromEntries(
    Object.entries(hop.headers).filter(([name]) => !dropped(name.toLowerCase())),
  )
  return { ...hop, url, headers, method: toGet ? 'GET' : hop.method, body: toGet ? undefined : hop.body }
}
