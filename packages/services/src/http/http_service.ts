import type { Readable } from 'node:stream'
import { type HttpRequest, type HttpResponse, type HttpService, NodeError } from '@llamanexus/node-sdk'
import type { Dispatcher } from 'undici'
import { unlessAborted } from '../lifetime/unless_aborted.ts'
import type { AddressPolicy } from './address_guard.ts'
import { decodeBody } from './decode_body.ts'
import { guardedFetch } from './guarded_fetch.ts'
import { type Resolve, systemResolve } from './guarded_lookup.ts'
import { parseUrl, safeUrl } from './parse_url.ts'
import type { ProxyFor } from './proxy_settings.ts'
import { type Hop, nextHop } from './redirect.ts'
import { requestFailure } from './request_failure.ts'

export interface HttpServiceOptions {
  policy?: AddressPolicy
  /** Resolving and connecting. Default 10,000 ms. */
  connect_timeout_ms?: number
  /** Which requests go through a proxy. Default: none. */
  proxyFor?: ProxyFor
  /** Default: the machine's resolver. */
  resolve?: Resolve
}

const MAX_REDIRECTS = 10
const DEFAULT_TIMEOUT_MS = 30_000
const DEFAULT_MAX_BYTES = 20 * 1024 * 1024

/** The one HTTP client of the server: guarded addresses, redirects followed by hand, time and size bounded. */
export function createHttpService(
  options: HttpServiceOptions = {},
): HttpService & { close(): Promise<void> } {
  let opened: Promise<Dispatcher> | undefined
  const agent = () => (opened ??= openAgent(options))

  async function request(request: HttpRequest): Promise<HttpResponse> {
    const first = firstHop(request)
    const timeout = AbortSignal.timeout(request.timeout_ms ?? DEFAULT_TIMEOUT_MS)
    const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout
    try {
      return await follow(await agent(), first, request, signal)
    } catch (error) {
      throw requestFailure(error, first.url, { timeout, caller: request.signal })
    }
  }

  return { request, fetch: guardedFetch(agent), close: async () => (await opened)?.destroy() }
}

/** Loaded with the first request: undici is a tenth of all that the server would otherwise read at its start. */
async function openAgent(options: HttpServiceOptions): Promise<Dispatcher> {
  const { createGuardedAgent } = await import('./guarded_agent.ts')
  return createGuardedAgent({
    policy: options.policy ?? {},
    resolve: options.resolve ?? systemResolve,
    connect_timeout_ms: options.connect_timeout_ms ?? 10_000,
    proxyFor: options.proxyFor ?? direct,
  })
}

const direct: ProxyFor = () => undefined

function firstHop(request: HttpRequest): Hop {
  const url = parseUrl(request.url)
  const headers: Record<string, string> = { ...request.headers }
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()))
  if (!given.has('user-agent')) headers['user-agent'] = 'LlamaNexus'
  if (!given.has('accept')) headers.accept = '*/*'
  if (!given.has('accept-encoding')) headers['accept-encoding'] = 'gzip, deflate, br, zstd'
  if ((url.username || url.password) && !given.has('authorization')) headers.authorization = basicAuth(url)
  url.username = ''
  url.password = ''
  const private_headers = new Set(request.private_headers?.map((name) => name.toLowerCase()))
  return {
    url,
    headers,
    private_headers,
    method: (request.method ?? 'GET').toUpperCase(),
    body: request.body,
  }
}

function basicAuth(url: URL): string {
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return `Basic ${Buffer.from(pair).toString('base64')}`
}

async function follow(
  agent: Dispatcher,
  first: Hop,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpResponse> {
  let hop = first
  for (let redirects = 0; ; redirects++) {
    const asked = agent.request({
      origin: hop.url.origin,
      path: hop.url.pathname + hop.url.search,
      method: hop.method as Dispatcher.HttpMethod,
      headers: hop.headers,
      body: hop.body ?? null,
      signal,
    })
    // undici looks at the signal only once it is connected.
    const answer = await unlessAborted(asked, signal)
    const headers = flatten(answer.headers)
    const next =
      request.follow_redirects === false ? undefined : nextHop(hop, answer.statusCode, headers.location)
    if (!next) {
      const bound = request.max_response_bytes ?? DEFAULT_MAX_BYTES
      const body = await readBody(answer.body, headers['content-encoding'], bound, hop)
      return { status: answer.statusCode, headers, url: hop.url.href, body }
    }
    // Its text is of no use; reading a little of it keeps the connection, a long one is cut.
    await answer.body.dump({ limit: 64 * 1024, signal })
    if (redirects >= MAX_REDIRECTS) throw tooManyRedirects(first.url)
    hop = next
  }
}

async function readBody(
  body: Readable,
  encoding: string | undefined,
  bound: number,
  hop: Hop,
): Promise<Uint8Array> {
  const source = hop.method === 'HEAD' ? body : decodeBody(body, encoding)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of source as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > bound) {
      source.destroy()
      body.destroy()
      throw tooLarge(hop.url, bound)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    // A cookie may have commas in it, a line break never.
    const between = name.toLowerCase() === 'set-cookie' ? '\n' : ', '
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(between) : value
  }
  return flat
}

const tooManyRedirects = (url: URL): NodeError =>
  new NodeError('too_many_redirects', `${safeUrl(url)} led through more than ${MAX_REDIRECTS} redirects`, {
    hint: 'The server sends the request in circles. Give the final address.',
    retryable: false,
  })

const tooLarge = (url: URL, bound: number): NodeError =>
  new NodeError('response_too_large', `The answer of ${safeUrl(url)} is longer than ${bound} bytes`, {
    hint: 'Ask for less, page by page, or raise the limit.',
    retryable: false,
  })
