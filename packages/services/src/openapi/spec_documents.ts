import { createHash } from 'node:crypto'
import { type FileService, type HttpService, NodeError } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { openProcess } from '../workers/open_process.ts'
import { WorkerFailure } from '../workers/worker_failure.ts'
import { createWorkerPool } from '../workers/worker_pool.ts'
import type { DocumentSignIn } from './document_sign_in.ts'
import type { ParseReply } from './openapi_worker.ts'
import { isWebAddress } from './reference_place.ts'

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
  /** JSON pointers to the places in it that have a name (`$anchor`). */
  anchors: Readonly<Record<string, string>>
}

export interface SpecDocuments {
  /** From an address or a path of the workspace. */
  at(location: string, signIn?: DocumentSignIn): Promise<SpecDocument>
  ofText(text: string, signIn?: DocumentSignIn): Promise<SpecDocument>
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

/** Reads documents from the web and from files, parsed in a process of their own and once for each content. */
export function createSpecDocuments({
  http,
  files,
  fresh_ms = 60_000,
  now = Date.now,
}: SpecDocumentsOptions): SpecDocuments {
  const pool = createWorkerPool({
    open: openProcess({ entry: new URL('./openapi_worker.ts', import.meta.url), memory_mb: 1024 }),
    size: 1,
  })
  const kept = new Map<string, { document: Promise<SpecDocument>; bytes: number }>()
  const fetched = new Map<string, Fetched>()
  const fetching = new Map<string, Promise<SpecDocument>>()
  const counts = { parsed: 0, fetched: 0 }

  interface Place {
    location: string
    base: string
    signIn?: DocumentSignIn
  }

  const keyOf = (text: string, { location, base, signIn }: Place): string =>
    createHash('sha256')
      .update(`${signIn?.id ?? ''}\0${location}\0${base}\0`)
      .update(text)
      .digest('hex')

  function parsed(text: string, place: Place): Promise<SpecDocument> {
    const { location, base } = place
    const key = keyOf(text, place)
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
    return { document: reply.document, refs: reply.refs, anchors: reply.anchors }
  }

  async function fromWeb(location: string, asker: string, signIn?: DocumentSignIn): Promise<SpecDocument> {
    const before = fetched.get(asker)
    const known = before && used(before.key)
    if (known && now() - before.at < fresh_ms) return known
    counts.fetched += 1
    const unchanged = known && {
      ...(before.etag && { 'if-none-match': before.etag }),
      ...(before.modified && { 'if-modified-since': before.modified }),
    }
    const { response, base } = await signed(location, { ...unchanged }, signIn)
    if (response.status === 304 && known) {
      before.at = now()
      return known
    }
    if (response.status >= 400) throw refused(response.status, signIn !== undefined)
    const { etag, 'last-modified': modified } = response.headers
    const text = new TextDecoder().decode(response.body)
    const place = { location, base, ...(signIn && { signIn }) }
    const document = await parsed(text, place)
    if (fetched.size >= MAX_ADDRESSES) fetched.clear()
    fetched.set(asker, {
      key: keyOf(text, place),
      at: now(),
      ...(etag && { etag }),
      ...(modified && { modified }),
    })
    return document
  }

  /** Signed where the credential is for the host; once more with a new token, and without where that is refused too. */
  async function signed(location: string, own: Record<string, string>, signIn?: DocumentSignIn) {
    const tries = signIn ? [false, true, undefined] : [undefined]
    for (const renew of tries) {
      const parts = renew === undefined ? undefined : await signIn?.parts(location, renew)
      if (!parts && renew !== undefined) continue
      const answer = await asked(location, own, parts)
      if (renew === undefined || !/^40[13]$/.test(String(answer.response.status))) return answer
    }
    throw refused(401, true)
  }

  async function asked(
    location: string,
    own: Record<string, string>,
    parts?: Awaited<ReturnType<DocumentSignIn['parts']>>,
  ) {
    const url = new URL(location)
    for (const [name, value] of Object.entries(parts?.query ?? {})) url.searchParams.set(name, value)
    const response = await http.request({
      url: parts ? url.href : location,
      headers: {
        accept: 'application/json, application/yaml;q=0.9, */*;q=0.5',
        ...own,
        ...parts?.headers,
      },
      private_headers: Object.keys(parts?.headers ?? {}),
      max_response_bytes: MAX_SPEC_BYTES,
    })
    return { response, base: withoutQuery(response.url, Object.keys(parts?.query ?? {})) }
  }

  return {
    counts,
    close: pool.close,
    ofText: (text, signIn) => parsed(text, { location: '', base: '', ...(signIn && { signIn }) }),
    async at(location, signIn) {
      if (!isWebAddress(location)) {
        const bytes = await files.read({ path: location, max_bytes: MAX_SPEC_BYTES })
        const place = { location, base: location, ...(signIn && { signIn }) }
        return parsed(new TextDecoder().decode(bytes), place)
      }
      const asker = `${signIn?.id ?? ''}\0${location}`
      // Calls at the same time ask once.
      const asking =
        fetching.get(asker) ?? fromWeb(location, asker, signIn).finally(() => fetching.delete(asker))
      fetching.set(asker, asking)
      return asking
    },
  }
}

/** A key that was put into an address is no part of where references lead from. */
function withoutQuery(text: string, names: readonly string[]): string {
  if (names.length === 0) return text
  const url = new URL(text)
  for (const name of names) url.searchParams.delete(name)
  return url.href
}

const refused = (status: number, isSigned: boolean): NodeError =>
  new NodeError('spec_unreachable', `The description answered with status ${status}`, {
    field: 'spec_url',
    hint:
      (status === 401 || status === 403) && isSigned
        ? 'It wants another sign-in: the credential has to name the host of the description, and may not be good enough for it.'
        : 'Open the address in a browser: it has to give the document itself. Where it wants a sign-in, choose a credential that names its host.',
    retryable: status >= 500 || status === 429,
  })

const unreadable = (why: string): NodeError =>
  new NodeError('spec_invalid', `The description of the API cannot be read: ${why}`, {
    field: 'spec_url',
    hint: 'It has to be OpenAPI 3.0 or 3.1 (or Swagger 2.0), as JSON or YAML.',
    retryable: false,
  })
