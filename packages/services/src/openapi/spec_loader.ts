import { createHash } from 'node:crypto'
import { type FileService, type HttpService, NodeError } from '@llamanexus/node-sdk'
import { WorkerFailure } from '../workers/worker_failure.ts'
import { createWorkerPool } from '../workers/worker_pool.ts'
import type { ParseReply } from './openapi_worker.ts'
import { createSpec, type Spec } from './spec.ts'

export interface LoadOptions {
  http: HttpService
  files: FileService
  /** Milliseconds that a document is used without asking the server whether it has changed. Default 60,000. */
  fresh_ms?: number
  now?: () => number
}

export interface SpecLoader {
  /** By address, by path in the workspace, or the text itself. */
  load(spec: string, signal?: AbortSignal): Promise<Spec>
  /** How many documents were parsed so far, and how often a server was asked. */
  readonly counts: { parsed: number; fetched: number }
  close(): Promise<void>
}

const MAX_BYTES = 50 * 1024 * 1024
const PARSE_MS = 60_000
const MAX_KEPT = 20

interface Fetched {
  hash: string
  etag?: string
  modified?: string
  at: number
}

/** Loads descriptions of APIs, parsed off the main thread and once for each content. */
export function createSpecLoader({
  http,
  files,
  fresh_ms = 60_000,
  now = Date.now,
}: LoadOptions): SpecLoader {
  const pool = createWorkerPool({
    entry: new URL('./openapi_worker.ts', import.meta.url),
    size: 1,
    name: 'openapi',
    resource_limits: { maxOldGenerationSizeMb: 1024 },
  })
  const specs = new Map<string, Promise<Spec>>()
  const fetched = new Map<string, Fetched>()
  const fetching = new Map<string, Promise<Spec>>()
  const counts = { parsed: 0, fetched: 0 }

  function parsed(text: string, url = ''): Promise<Spec> {
    const hash = hashOf(url, text)
    const known = specs.get(hash)
    if (known) return known
    counts.parsed += 1
    const parsing = parse(text).then((document) => createSpec(document, url))
    keep(specs, hash, parsing)
    parsing.catch(() => specs.delete(hash))
    return parsing
  }

  async function parse(text: string) {
    const reply = await pool
      .use({ timeout_ms: PARSE_MS }, (call) => call(text) as Promise<ParseReply>)
      .catch((error: unknown) => {
        if (!(error instanceof WorkerFailure)) throw error
        throw invalid(`reading it ended with ${error.code}`)
      })
    if (!reply.ok) throw invalid(reply.message)
    return reply.document
  }

  async function fromWeb(url: string): Promise<Spec> {
    const before = fetched.get(url)
    const known = before && specs.get(before.hash)
    if (known && now() - before.at < fresh_ms) return known
    counts.fetched += 1
    const response = await http.request({
      url,
      headers: {
        accept: 'application/json, application/yaml;q=0.9, */*;q=0.5',
        ...(known && before.etag && { 'if-none-match': before.etag }),
        ...(known && before.modified && { 'if-modified-since': before.modified }),
      },
      max_response_bytes: MAX_BYTES,
    })
    if (response.status === 304 && known) {
      before.at = now()
      return known
    }
    if (response.status >= 400)
      throw new NodeError('spec_unreachable', `The description answered with status ${response.status}`, {
        field: 'spec_url',
        hint: 'Open the address in a browser: it has to give the document itself, without a sign-in.',
        retryable: response.status >= 500 || response.status === 429,
      })
    const { etag, 'last-modified': modified } = response.headers
    const text = new TextDecoder().decode(response.body)
    const spec = await parsed(text, url)
    keep(fetched, url, {
      hash: hashOf(url, text),
      at: now(),
      ...(etag && { etag }),
      ...(modified && { modified }),
    })
    return spec
  }

  return {
    counts,
    close: pool.close,
    async load(given, signal) {
      const spec = given.trim()
      if (signal?.aborted) throw aborted()
      return abortable(find(spec), signal)
    },
  }

  async function find(spec: string): Promise<Spec> {
    if (/^https?:\/\//i.test(spec)) {
      // Calls at the same time ask once.
      const asking = fetching.get(spec) ?? fromWeb(spec).finally(() => fetching.delete(spec))
      fetching.set(spec, asking)
      return asking
    }
    if (spec.startsWith('{') || spec.includes('\n')) return parsed(spec)
    const bytes = await files.read({ path: spec, max_bytes: MAX_BYTES })
    return parsed(new TextDecoder().decode(bytes))
  }
}

const hashOf = (url: string, text: string): string =>
  createHash('sha256').update(url).update('\0').update(text).digest('hex')

/** The oldest goes when there are too many. */
function keep<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > MAX_KEPT && oldest !== undefined) map.delete(oldest)
}

function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(aborted())
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

const aborted = (): NodeError => new NodeError('aborted', 'The call was cancelled', { retryable: false })

const invalid = (why: string): NodeError =>
  new NodeError('spec_invalid', `The description of the API cannot be read: ${why}`, {
    field: 'spec_url',
    hint: 'It has to be OpenAPI 3.0 or 3.1 (or Swagger 2.0), as JSON or YAML.',
    retryable: false,
  })
