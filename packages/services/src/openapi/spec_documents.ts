import { createHash } from 'node:crypto'
import { type FileService, type HttpService, NodeError } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { WorkerFailure } from '../workers/worker_failure.ts'
import { createWorkerPool } from '../workers/worker_pool.ts'
import type { ParseReply } from './openapi_worker.ts'

export interface SpecDocumentsOptions {
  http: HttpService
  files: FileService
  /** Milliseconds that a document is used without asking the server whether it has changed. Default 60,000. */
  fresh_ms?: number
  now?: () => number
}

/** One document that was read. As long as it is the same object, its content is the same. */
export interface SpecDocument {
  /** An address, or a path of the workspace; empty for a text. */
  location: string
  /** Where it was found in the end, which is what its own references go by. */
  base: string
  bytes: number
  document: JsonValue
  /** The references that lead out of it, each once. */
  refs: readonly string[]
}

export interface SpecDocuments {
  /** From an address or a path of the workspace. */
  at(location: string): Promise<SpecDocument>
  ofText(text: string): Promise<SpecDocument>
  /** How many documents were parsed so far, and how often a server was asked. */
  readonly counts: { parsed: number; fetched: number }
  close(): Promise<void>
}

export const MAX_SPEC_BYTES = 50 * 1024 * 1024
const PARSE_MS = 60_000
/** Of text; what is used goes last. */
const MAX_KEPT_BYTES = 200 * 1024 * 1024

const MAX_ADDRESSES = 2_000

interface Fetched {
  /** Of what is kept. */
  key: string
  etag?: string
  modified?: string
  at: number
}

/** Reads documents from the web and from files, parsed off the main thread and once for each content. */
export function createSpecDocuments({
  http,
  files,
  fresh_ms = 60_000,
  now = Date.now,
}: SpecDocumentsOptions): SpecDocuments {
  const pool = createWorkerPool({
    entry: new URL('./openapi_worker.ts', import.meta.url),
    size: 1,
    name: 'openapi',
    resource_limits: { maxOldGenerationSizeMb: 1024 },
  })
  const kept = new Map<string, { document: Promise<SpecDocument>; bytes: number }>()
  const fetched = new Map<string, Fetched>()
  const fetching = new Map<string, Promise<SpecDocument>>()
  const counts = { parsed: 0, fetched: 0 }

  const keyOf = (text: string, location: string, base: string): string =>
    createHash('sha256').update(`${location}\0${base}\0`).update(text).digest('hex')

  function parsed(text: string, location: string, base = location): Promise<SpecDocument> {
    const key = keyOf(text, location, base)
    const known = used(key)
    if (known) return known
    counts.parsed += 1
    const document = parse(text).then((reply) => ({ location, base, bytes: text.length, ...reply }))
    kept.set(key, { document, bytes: text.length })
    document.catch(() => kept.delete(key))
    makeRoom(key)
    return document
  }

  function used(key: string): Promise<SpecDocument> | undefined {
    const known = kept.get(key)
    if (!known) return undefined
    kept.delete(key)
    kept.set(key, known)
    return known.document
  }

  function makeRoom(newest: string): void {
    let total = 0
    for (const { bytes } of kept.values()) total += bytes
    for (const [key, { bytes }] of kept) {
      if (total <= MAX_KEPT_BYTES || key === newest) return
      kept.delete(key)
      total -= bytes
    }
  }

  async function parse(text: string) {
    const reply = await pool
      .use({ timeout_ms: PARSE_MS }, (call) => call(text) as Promise<ParseReply>)
      .catch((error: unknown) => {
        if (!(error instanceof WorkerFailure)) throw error
        throw unreadable(`reading it ended with ${error.code}`)
      })
    if (!reply.ok) throw unreadable(reply.message)
    return { document: reply.document, refs: reply.refs }
  }

  async function fromWeb(location: string): Promise<SpecDocument> {
    const before = fetched.get(location)
    const known = before && used(before.key)
    if (known && now() - before.at < fresh_ms) return known
    counts.fetched += 1
    const response = await http.request({
      url: location,
      headers: {
        accept: 'application/json, application/yaml;q=0.9, */*;q=0.5',
        ...(known && before.etag && { 'if-none-match': before.etag }),
        ...(known && before.modified && { 'if-modified-since': before.modified }),
      },
      max_response_bytes: MAX_SPEC_BYTES,
    })
    if (response.status === 304 && known) {
      before.at = now()
      return known
    }
    if (response.status >= 400) throw refused(response.status)
    const { etag, 'last-modified': modified } = response.headers
    const text = new TextDecoder().decode(response.body)
    const document = await parsed(text, location, response.url)
    if (fetched.size >= MAX_ADDRESSES) fetched.clear()
    fetched.set(location, {
      key: keyOf(text, location, response.url),
      at: now(),
      ...(etag && { etag }),
      ...(modified && { modified }),
    })
    return document
  }

  return {
    counts,
    close: pool.close,
    ofText: (text) => parsed(text, ''),
    async at(location) {
      if (!isWebAddress(location)) {
        const bytes = await files.read({ path: location, max_bytes: MAX_SPEC_BYTES })
        return parsed(new TextDecoder().decode(bytes), location)
      }
      // Calls at the same time ask once.
      const asking = fetching.get(location) ?? fromWeb(location).finally(() => fetching.delete(location))
      fetching.set(location, asking)
      return asking
    },
  }
}

export const isWebAddress = (location: string): boolean => /^https?:\/\//i.test(location)

const refused = (status: number): NodeError =>
  new NodeError('spec_unreachable', `The description answered with status ${status}`, {
    field: 'spec_url',
    hint: 'Open the address in a browser: it has to give the document itself, without a sign-in.',
    retryable: status >= 500 || status === 429,
  })

const unreadable = (why: string): NodeError =>
  new NodeError('spec_invalid', `The description of the API cannot be read: ${why}`, {
    field: 'spec_url',
    hint: 'It has to be OpenAPI 3.0 or 3.1 (or Swagger 2.0), as JSON or YAML.',
    retryable: false,
  })
