import {
  type CredentialService,
  type HttpResponse,
  type HttpService,
  NodeError,
  type RerankRequest,
  type RerankResponse,
} from '@llamanexus/node-sdk'
import { retryAfterMs } from '../http/retry_after.ts'

interface Means {
  http: HttpService
  credentials: Pick<CredentialService, 'authorize'>
}

/** Asks a server that ranks texts; its marks become 0 to 1. */
export async function askEndpoint(request: RerankRequest, means: Means): Promise<RerankResponse> {
  const url = addressOf(request.url)
  const { query, texts, model, credential, signal, format = 'cohere' } = request
  const signedIn = credential
    ? await means.credentials.authorize({ id: credential, field: 'credential', url, signal })
    : undefined
  const body =
    format === 'tei'
      ? { query, texts, raw_scores: false, truncate: true }
      : { query, documents: texts, top_n: texts.length, ...(model && { model }) }
  const asked = means.http.request({
    url: withQuery(url, signedIn?.query),
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signedIn?.headers },
    private_headers: Object.keys(signedIn?.headers ?? {}),
    body: JSON.stringify(body),
    timeout_ms: request.timeout_ms ?? 30_000,
    signal,
  })
  const response = await asked.catch((error: unknown) => Promise.reject(atUrl(error)))
  if (response.status < 200 || response.status > 299) throw refusal(response)
  return { scores: readScores(response, texts.length), model: model || new URL(url).host }
}

function withQuery(address: string, query: Record<string, string> = {}): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}

function addressOf(url: string | undefined): string {
  const parsed = URL.parse(url?.trim() ?? '')
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    throw new NodeError('config_invalid', url ? `"${url}" is no address` : 'The reranker has no address', {
      field: 'url',
      hint: 'Such as https://api.cohere.com/v2/rerank, https://api.jina.ai/v1/rerank or http://127.0.0.1:8080/v1/rerank.',
      retryable: false,
    })
  }
  const path = parsed.pathname.replace(/\/+$/, '')
  parsed.pathname = /\/rerank(?:ing)?$/.test(path) ? path : `${path}/rerank`
  return parsed.href
}

/** `{results: [{index, relevance_score}]}`, or the bare list with `score`; a server may leave out the worst. */
function readScores({ body }: HttpResponse, count: number): number[] {
  const answer = parsed(body)
  const rows = Array.isArray(answer) ? answer : (answer as { results?: unknown } | undefined)?.results
  if (!Array.isArray(rows)) throw unreadable('has no list of results')
  const marks = new Map<number, number>()
  for (const row of rows as { index?: unknown; relevance_score?: unknown; score?: unknown }[]) {
    const index = Number(row?.index)
    const mark = row?.relevance_score ?? row?.score
    if (!Number.isInteger(index) || index < 0 || index >= count)
      throw unreadable(`tells of text ${row?.index}`)
    if (typeof mark !== 'number' || !Number.isFinite(mark)) throw unreadable('has a result without a score')
    marks.set(index, mark)
  }
  // llama.cpp gives logits: below 0 and above 1, the same order as what the curve makes of them.
  const isLogit = [...marks.values()].some((mark) => mark < 0 || mark > 1)
  const shown = (mark: number) => (isLogit ? 1 / (1 + Math.exp(-mark)) : mark)
  return Array.from({ length: count }, (_, index) => {
    const mark = marks.get(index)
    return mark === undefined ? 0 : shown(mark)
  })
}

function refusal({ status, body, headers }: HttpResponse): NodeError {
  const said = messageOf(parsed(body)) ?? `status ${status}`
  if (status === 401 || status === 403) {
    return new NodeError('sign_in_failed', `The reranker refuses the request: ${said}`, {
      field: 'credential',
      hint: 'Choose a credential with a key of this server.',
      retryable: false,
    })
  }
  const isBusy = status === 429
  const isLater = isBusy || status >= 500 || status === 408
  return new NodeError(isBusy ? 'rate_limited' : 'provider_error', `The reranker says: ${said}`, {
    field: isLater ? undefined : status === 404 ? 'url' : 'model',
    hint: isLater
      ? 'Try again later. A retry policy on the node waits as long as the server asks for.'
      : status === 404
        ? 'Check the address; it ends in /rerank.'
        : 'Check the model and the number of texts.',
    retryable: isLater,
    retry_after_ms: retryAfterMs(headers, Date.now()),
  })
}

/** Whatever keeps an answer from coming is a matter of the address. */
function atUrl(error: unknown): unknown {
  if (!(error instanceof NodeError) || error.field !== undefined || error.code === 'aborted') return error
  const { code, message, hint, retryable, retry_after_ms, details, cause } = error
  return new NodeError(code, message, { field: 'url', hint, retryable, retry_after_ms, details, cause })
}

function messageOf(answer: unknown): string | undefined {
  const { message, error, detail } = (answer ?? {}) as Record<string, unknown>
  const inner = typeof error === 'object' && error !== null ? (error as { message?: unknown }).message : error
  return [message, inner, detail].find((each) => typeof each === 'string' && each !== '') as
    | string
    | undefined
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}

const unreadable = (what: string): NodeError =>
  new NodeError('answer_invalid', `The answer of the reranker ${what}`, {
    field: 'url',
    hint: 'Check that the server answers in the form of Cohere, Jina or llama.cpp, or choose the other form.',
    retryable: false,
  })
