import type { Dispatcher, RequestInit as UndiciRequestInit } from 'undici'
import { parseUrl } from './parse_url.ts'
import { type Hop, nextHop } from './redirect.ts'
import { connectFailure } from './request_failure.ts'

/** A `fetch` for libraries that take one; every connection it makes, redirects included, goes through the agent's guard. */
export function guardedFetch(agent: () => Promise<Dispatcher>): typeof globalThis.fetch {
  const send = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = parseUrl(input instanceof Request ? input.url : String(input))
    const request = input instanceof Request ? await spread(input, init) : init
    const dispatcher = await agent()
    const undici = await import('undici')
    const fetchOnce = async (address: URL, own: RequestInit) => {
      // undici's own types and those of the platform describe the same objects in two places.
      const options = { ...own, dispatcher } as unknown as UndiciRequestInit
      return (await undici.fetch(address.href, options)) as unknown as Response
    }
    try {
      return await followed(url, request ?? {}, fetchOnce)
    } catch (error) {
      if (request?.signal?.aborted) throw error
      throw connectFailure(error, url)
    }
  }
  return send
}

/** Headers that say nothing of who asks; any other stays behind when a redirect leads elsewhere. */
const PLAIN_HEADERS = new Set(['accept', 'accept-encoding', 'accept-language', 'content-type', 'user-agent'])
const MAX_REDIRECTS = 10

/**
 * Follows redirects by hand: a fetch of its own would carry a key in a header such as `x-api-key` to whatever server it
 * is sent on to.
 */
async function followed(
  url: URL,
  init: RequestInit,
  fetchOnce: (url: URL, init: RequestInit) => Promise<Response>,
): Promise<Response> {
  if (init.redirect === 'manual' || init.redirect === 'error') return fetchOnce(url, init)
  const headers = Object.fromEntries(new Headers(init.headers))
  const private_headers = new Set(Object.keys(headers).filter((name) => !PLAIN_HEADERS.has(name)))
  let hop: Hop = { url, method: init.method ?? 'GET', headers, private_headers }
  let { body } = init
  for (let redirects = 0; ; redirects++) {
    const own = redirects === 0 ? init : { ...init, method: hop.method, headers: hop.headers, body }
    const response = await fetchOnce(hop.url, { ...own, redirect: 'manual' })
    const next = nextHop(hop, response.status, response.headers.get('location') ?? undefined)
    if (!next) return response
    await response.body?.cancel()
    if (redirects >= MAX_REDIRECTS) throw new TypeError('The address leads in circles')
    if (next.method !== hop.method) body = undefined
    if (body instanceof ReadableStream) throw new TypeError('A body that streams cannot be sent on')
    hop = next
  }
}

/** A platform `Request` in parts, because undici's fetch only knows its own class. */
async function spread(request: Request, init: RequestInit | undefined): Promise<RequestInit> {
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
  return {
    method: request.method,
    headers: request.headers,
    signal: request.signal,
    redirect: request.redirect,
    ...(hasBody && { body: new Uint8Array(await request.arrayBuffer()) }),
    ...init,
  }
}
