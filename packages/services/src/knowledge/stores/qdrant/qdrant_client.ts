import { type HttpResponse, type KnowledgeStore, NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { RemoteParts } from '../open_stores.ts'
import { aboutStore } from '../store_failures.ts'

export type QdrantPlace = Extract<KnowledgeStore, { kind: 'qdrant' }>

/** Asks the one Qdrant collection of a place; paths begin below it. */
export interface QdrantClient {
  place: QdrantPlace
  /** The `result` of the answer. Undefined where there is no such collection. */
  ask<T = JsonValue>(method: Method, path: string, body?: object): Promise<T | undefined>
  /** The version of the server. */
  version(): Promise<string>
}

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE'

const MAX_BYTES = 256 * 1024 * 1024

export function createQdrantClient(
  { http, credentials }: Pick<RemoteParts, 'http' | 'credentials'>,
  place: QdrantPlace,
  { timeout_ms, signal }: { timeout_ms: number; signal?: AbortSignal },
): QdrantClient {
  async function request(method: Method, url: string, body?: object): Promise<HttpResponse> {
    const use = { id: place.credential ?? '', field: 'store.credential', url, signal }
    const signedIn = place.credential ? await credentials.authorize(use) : undefined
    const query = new URLSearchParams(signedIn?.query).toString()
    try {
      return await http.request({
        url: query ? `${url}${url.includes('?') ? '&' : '?'}${query}` : url,
        method,
        headers: { 'content-type': 'application/json', ...signedIn?.headers },
        private_headers: Object.keys(signedIn?.headers ?? {}),
        ...(body && { body: JSON.stringify(body) }),
        max_response_bytes: MAX_BYTES,
        timeout_ms,
        signal,
      })
    } catch (error) {
      throw unreachable(error, place)
    }
  }

  const root = `${place.url}/collections/${encodeURIComponent(place.name ?? '')}`
  return {
    place,
    async ask<T>(method: Method, path: string, body?: object) {
      const answer = await request(method, `${root}${path}`, body)
      const said = parsed(answer.body)
      if (answer.status === 200 && said?.['result'] !== undefined) return said['result'] as T
      if (answer.status === 404 && said?.['status'] !== undefined) return undefined
      throw refused(answer.status, said)
    },
    async version() {
      const answer = await request('GET', `${place.url}/`)
      const said = parsed(answer.body)
      if (answer.status !== 200) throw refused(answer.status, said)
      if (typeof said?.['version'] === 'string' && /qdrant/i.test(String(said['title'])))
        return said['version']
      throw refused(200, undefined)
    },
  }
}

function unreachable(error: unknown, { url }: QdrantPlace): unknown {
  if (!(error instanceof NodeError)) return error
  if (error.code !== 'connect_failed') return aboutStore(error)
  // The address of the request says less than that of the server.
  const reason = error.message.split(' could not be reached: ').at(-1)
  return new NodeError('store_unreachable', `Qdrant at ${new URL(url).host} cannot be reached: ${reason}`, {
    field: 'store',
    hint: error.hint,
    cause: error,
  })
}

function refused(status: number, said: JsonObject | undefined): NodeError {
  const message = messageOf(said)
  if (status === 401 || status === 403)
    return new NodeError('sign_in_failed', `Qdrant refuses the request: ${message ?? `status ${status}`}`, {
      field: 'store.credential',
      hint: 'Choose a credential with an API key of this server, named api-key, that may write.',
      retryable: false,
    })
  if (message === undefined)
    return new NodeError('store_refused', `What answered is no Qdrant (status ${status})`, {
      field: 'store.url',
      hint: 'Check the address of the server; the port of its HTTP interface is 6333 as a rule.',
      retryable: status >= 500,
    })
  return new NodeError('store_refused', `Qdrant says: ${message}`, {
    field: 'store',
    retryable: status >= 500 || status === 429,
  })
}

function messageOf(said: JsonObject | undefined): string | undefined {
  const status = said?.['status']
  if (typeof status !== 'object' || status === null || Array.isArray(status)) return undefined
  return typeof status['error'] === 'string' ? status['error'] : undefined
}

function parsed(body: Uint8Array): JsonObject | undefined {
  try {
    const value = JSON.parse(new TextDecoder().decode(body)) as JsonValue
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
