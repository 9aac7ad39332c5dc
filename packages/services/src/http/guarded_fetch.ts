import type { Dispatcher, RequestInit as UndiciRequestInit } from 'undici'
import { parseUrl } from './parse_url.ts'
import { connectFailure } from './request_failure.ts'

/** A `fetch` for libraries that take one; every connection it makes, redirects included, goes through the agent's guard. */
export function guardedFetch(agent: () => Promise<Dispatcher>): typeof globalThis.fetch {
  const send = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = parseUrl(input instanceof Request ? input.url : String(input))
    const request = input instanceof Request ? await spread(input, init) : init
    // undici's own types and those of the platform describe the same objects in two places.
    const options = { ...request, dispatcher: await agent() } as unknown as UndiciRequestInit
    const undici = await import('undici')
    try {
      return (await undici.fetch(url.href, options)) as unknown as Response
    } catch (error) {
      if (request?.signal?.aborted) throw error
      throw connectFailure(error, url)
    }
  }
  return send
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
