import { type HttpResponse, type LoadedDocument, type LoadRequest, NodeError } from '@llamanexus/node-sdk'
import { retryAfterMs } from '../../http/retry_after.ts'
import { DEFAULT_MAX_BYTES, type Sources } from './sources.ts'

/** What is at an address; what it is follows from its bytes, its content type and its name, in this order. */
export async function loadUrl({ http, parse }: Sources, request: LoadRequest): Promise<LoadedDocument[]> {
  const { max_bytes = DEFAULT_MAX_BYTES, timeout_ms, signal, authorization } = request
  const url = request.source.trim()
  const response = await http
    .request({
      url: withQuery(url, authorization?.query),
      headers: { accept: 'text/html, text/markdown, application/pdf, */*;q=0.8', ...authorization?.headers },
      private_headers: Object.keys(authorization?.headers ?? {}),
      max_response_bytes: max_bytes,
      timeout_ms,
      signal,
    })
    .catch((error: unknown) => Promise.reject(atSource(error)))
  if (response.status >= 400) throw refused(url, response)
  return parse({
    ...request,
    name: new URL(response.url).pathname,
    source: withoutPassword(url),
    bytes: response.body,
    media_type: response.headers['content-type'],
  })
}

function withQuery(text: string, query: Record<string, string> = {}): string {
  const url = URL.parse(text)
  for (const [name, value] of Object.entries(query)) url?.searchParams.set(name, value)
  return url?.href ?? text
}

function atSource(error: unknown): unknown {
  if (!(error instanceof NodeError)) return error
  const { message, retryable, retry_after_ms, details, cause } = error
  const isTooLarge = error.code === 'response_too_large'
  const code = isTooLarge ? 'document_too_large' : error.code
  const hint = isTooLarge ? 'Load less at once, or raise the limit for the largest file.' : error.hint
  return new NodeError(code, message, { field: 'source', hint, retryable, retry_after_ms, details, cause })
}

function refused(url: string, { status, headers }: HttpResponse): NodeError {
  const signIn = status === 401 || status === 403
  const isLater = status >= 500 || status === 408 || status === 429
  return new NodeError('http_status', `${withoutPassword(url)} answered with status ${status}`, {
    field: 'source',
    hint: signIn
      ? 'Choose a credential that may read it.'
      : isLater
        ? 'Try again later.'
        : 'Look at the address in a browser.',
    retryable: isLater,
    retry_after_ms: retryAfterMs(headers, Date.now()),
    details: { status },
  })
}

/** Documents are shown and kept; a password in an address is not to be with them. */
function withoutPassword(text: string): string {
  const url = new URL(text)
  url.username = ''
  url.password = ''
  return url.href
}
