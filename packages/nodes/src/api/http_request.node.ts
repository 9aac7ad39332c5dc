import {
  defineNode,
  type HttpRequest,
  type HttpResponse,
  type NodeContext,
  NodeError,
  port,
} from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { type Static, Type } from 'typebox'
import { atField } from './at_field.ts'
import { decodeBody, RESPONSE_TYPES } from './decode_body.ts'
import { BODY_TYPES, type EncodedBody, encodeBody } from './encode_body.ts'
import { HEADER_HINT } from './header_hint.ts'
import { AuthConfig, type AuthParts, authParts } from './http_auth.ts'
import {
  firstPage,
  itemsOf,
  nextPage,
  type Page,
  type PageRequest,
  PaginationConfig,
  withQuery,
} from './next_page.ts'
import { retryAfterMs } from './retry_after_ms.ts'
import { createSignIn } from './sign_in.ts'

const CREDENTIALS = ['bearer', 'api_key', 'basic', 'oauth2'] as const
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

/** The section of the form for what few requests need. */
const LIMITS = 'Limits and repeats'

const Config = Type.Object({
  method: Type.Enum([...METHODS], { title: 'Method', default: 'GET' }),
  credential: Type.Optional(
    Type.String({
      title: 'Credential',
      description: 'Signs the request in, to the hosts that it names. Used in place of the sign-in below.',
      'x-widget': 'credential',
      'x-credential-types': [...CREDENTIALS],
      'x-host-from': 'url',
    }),
  ),
  auth: AuthConfig,
  body_type: Type.Enum([...BODY_TYPES], {
    title: 'Body as',
    description: 'auto: text as text, files as their bytes, everything else as JSON.',
    default: 'auto',
  }),
  response_type: Type.Enum([...RESPONSE_TYPES], {
    title: 'Response as',
    description: 'auto: by its content type. binary: an object with the bytes in base64.',
    default: 'auto',
  }),
  pagination: PaginationConfig,
  fail_on_status: Type.Boolean({
    title: 'Fail on status 400 and above',
    description: 'So that a retry policy and error branches see it.',
    default: false,
  }),
  timeout: Type.Number({
    title: 'Time limit (s)',
    'x-group': LIMITS,
    description: 'For each request, with its redirects and its body.',
    default: 30,
    exclusiveMinimum: 0,
    maximum: 3600,
  }),
  max_response_mb: Type.Number({
    title: 'Longest answer (MB)',
    'x-group': LIMITS,
    description: 'Once it is unpacked.',
    default: 20,
    exclusiveMinimum: 0,
    maximum: 200,
  }),
  follow_redirects: Type.Boolean({ title: 'Follow redirects', default: true, 'x-group': LIMITS }),
  idempotency_key: Type.Boolean({
    title: 'Send an Idempotency-Key',
    'x-group': LIMITS,
    description:
      'The same for every try of this node in a run, so that a server that knows it acts only once.',
    default: false,
  }),
})

type Settings = Static<typeof Config>

export default defineNode({
  type: 'http_request',
  version: 1,
  category: 'api',
  name: 'HTTP Request',
  icon: 'globe',
  description: 'Make HTTP request',
  keywords: ['api', 'rest', 'fetch', 'curl', 'url', 'download'],
  summary: '{method} {url}',
  effect: 'unsafe',
  effectOf({ config, inputs }) {
    const isRepeatable = /^(GET|HEAD|OPTIONS|PUT|DELETE)$/i.test(inputs.method ?? config.method ?? 'GET')
    return isRepeatable || config.idempotency_key === true ? 'idempotent' : 'unsafe'
  },
  uses: ['http', 'credentials'],
  credentials: CREDENTIALS,
  inputs: {
    url: port.string({
      name: 'URL',
      required: true,
      description: 'An http or https address.',
      schema: { minLength: 1, examples: ['https://api.example.com/orders'] },
    }),
    method: port.string({
      description: 'What is to be done at the address: GET reads, POST sends.',
      schema: { enum: [...METHODS] },
    }),
    body: port.any({ description: 'What is sent.', schema: { 'x-widget': 'json' } }),
    headers: port.object({
      description: 'Names and values.',
      schema: { 'x-widget': 'key_value', examples: [{ accept: 'application/json' }] },
    }),
    query: port.object({
      description: 'Added to the address. A list repeats the name.',
      schema: { 'x-widget': 'key_value', examples: [{ page: 1 }] },
    }),
  },
  outputs: {
    response: port.any({ description: 'The body, or with pagination the items of all pages.' }),
    status: port.number({ description: 'HTTP status code.' }),
    headers: port.object({ description: 'Lower-case names.' }),
  },
  config: Config,
  docs: `Makes an HTTP request.

**When to use it.** To talk to any web service that has no node of its own.

Objects are sent as JSON; choose another form with **Body as**. In \`multipart\` bodies, and as a \`binary\` body, a file is
an object \`{"base64", "content_type", "filename"}\`, which is also what a binary response gives, with the name that the server gives it; **Write File** keeps it where its
content is the \`base64\` of it and **Content is** \`base64\`. Several \`Set-Cookie\` stand on lines of
their own in **headers**. Whole numbers of a JSON answer that JavaScript cannot hold exactly come as text. With **Body as**
\`json\`, text that is an object or a list in JSON already is sent as it is.

**Errors.** A server that cannot be reached, or is too slow, is an error. An answer with status 404 is an answer: look at
**status**, or turn on **Fail on status**. A wait that the server asks for (\`Retry-After\`) is kept by the retry policy.

**Repeating.** A request that was under way when the server stopped is made again if its method allows it (GET, PUT,
DELETE), or if it sends an \`Idempotency-Key\`. Otherwise the run waits for a person.

**Signing in.** Choose a credential: its value is kept encrypted, goes only to the hosts that the credential names, and is
struck out of everything that is recorded. The fields of **Sign-in** take \`{{ secrets.name }}\`.

**Pages.** With pagination, all pages are read and **response** is the list of all items: by \`Link\` header
(\`link_header\`), by an address in the answer (\`next_url\`), by a cursor in it, by page number or by offset. **Sent in**
says whether the cursor, page or offset goes into the address or into the body. For a server that takes
\`{"start_cursor": …}\` in a POST and answers \`{"results": […], "next_cursor": …, "has_more": true}\`: pages by
\`cursor\`, **Items at** \`results\`, **Next at** \`next_cursor\`, **More at** \`has_more\`, **Sent in** \`body\`, **Parameter**
\`start_cursor\`. Where the cursor is the last item's id, **Next at** is \`data.-1.id\`. For GraphQL, **Parameter** is
\`variables.after\`. It ends at **Pages at most**, with a warning in the log where there are more, and at 200 MB with an
error.`,
  examples: [
    {
      title: 'Read JSON',
      config: {},
      inputs: { url: 'https://api.example.com/echo', query: { q: 'tea' } },
      outputs: { status: 200, response: { method: 'GET', query: { q: 'tea' }, body: '' } },
    },
    {
      title: 'Send JSON',
      config: { method: 'POST' },
      inputs: { url: 'https://api.example.com/echo', body: { a: 1 } },
      outputs: { status: 200, response: { method: 'POST', query: {}, body: '{"a":1}' } },
    },
    {
      title: 'Read all pages, with the cursor in the body',
      config: {
        method: 'POST',
        pagination: {
          type: 'cursor',
          items_path: 'results',
          next_path: 'next_cursor',
          more_path: 'has_more',
          send_in: 'body',
          param: 'start_cursor',
        },
      },
      inputs: { url: 'https://api.example.com/pages', body: { page_size: 2 } },
      outputs: { status: 200, response: ['green', 'black', 'white'] },
    },
  ],
  async execute({ config, inputs, context }) {
    const limits = {
      timeout_ms: config.timeout * 1000,
      max_response_bytes: config.max_response_mb * 1024 * 1024,
      signal: context.signal,
    }
    const send = (request: HttpRequest) =>
      atField('url', context.services.http.request({ ...request, ...limits }))
    const method = inputs.method ?? config.method
    const signIn = createSignIn(config, inputs.url, context)
    const auth = signIn ? await signIn() : await authParts(config.auth, send)
    let sign: AuthParts = auth
    const url = targetUrl(inputs.url, inputs.query ?? {}, auth)
    const makeRequest = ({ body, content_type }: EncodedBody, parts: AuthParts) => {
      const headers = requestHeaders(inputs.headers ?? {}, parts, content_type)
      if (config.idempotency_key) headers['idempotency-key'] = context.idempotency_key
      const private_headers = Object.keys(parts.headers)
      return { method, headers, private_headers, body, follow_redirects: config.follow_redirects }
    }
    const fetchPage = async (page: PageRequest) => {
      const encoded = await encodeBody(page.body, config.body_type)
      let response = await send({ ...makeRequest(encoded, sign), url: page.url })
      const renewed = response.status === 401 ? await signIn?.renewed() : undefined
      if (renewed) {
        sign = renewed
        response = await send({ ...makeRequest(encoded, sign), url: page.url })
      }
      if (config.fail_on_status && response.status >= 400) throw statusError(response, context.now())
      return response
    }
    const first = { url, body: inputs.body }
    if (config.pagination.type !== 'none') return allPages(first, config, fetchPage, context)
    const response = await fetchPage(first)
    return answer(response, decodeBody(response, config.response_type))
  },
})

const answer = (response: HttpResponse, body: JsonValue) => ({
  response: body,
  status: response.status,
  headers: { ...response.headers },
})

function targetUrl(text: string, query: JsonObject, auth: AuthParts): string {
  const url = URL.parse(text.trim())
  if (!url || !/^https?:$/.test(url.protocol))
    throw new NodeError('input_invalid', `"url" is not an http or https address: ${text.slice(0, 100)}`, {
      field: 'url',
      hint: 'Write it whole, such as https://api.example.com/orders.',
      retryable: false,
    })
  const added = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const one of [value].flat())
      if (one !== null) added.append(name, typeof one === 'object' ? JSON.stringify(one) : String(one))
  // What stands in the address already stays as it is written: it may be signed.
  if (added.size > 0) url.search = [url.search.slice(1), String(added)].filter(Boolean).join('&')
  return withQuery(url.href, auth.query)
}

/** The user's own headers go before those that follow from the body, and sign-in goes before both. */
function requestHeaders(
  own: JsonObject,
  auth: AuthParts,
  contentType: string | undefined,
): Record<string, string> {
  const headers = new Headers(contentType ? { 'content-type': contentType } : {})
  for (const [name, value] of [...Object.entries(own), ...Object.entries(auth.headers)])
    try {
      if (value !== null) headers.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
    } catch (cause) {
      // The value may be a secret, so that only the name is told.
      throw new NodeError('input_invalid', `"headers" has a header that cannot be sent: ${name}`, {
        field: 'headers',
        hint: HEADER_HINT,
        retryable: false,
        cause,
      })
    }
  return Object.fromEntries(headers)
}

async function allPages(
  first: PageRequest,
  { pagination, response_type }: Settings,
  fetchPage: (page: PageRequest) => Promise<HttpResponse>,
  context: NodeContext<'http'>,
) {
  const limit = pagination.max_pages ?? 10
  const items: JsonValue[] = []
  const seen = new Set<string>()
  let bytes = 0
  for (let request = firstPage(first, pagination); ; ) {
    const response = await fetchPage(request)
    // Half a list looks like a whole one, so that a page that is missing is an error whatever the settings.
    if (response.status >= 400) throw statusError(response, context.now())
    bytes += response.body.length
    if (bytes > MAX_PAGES_MB * 1024 * 1024) throw pagesTooLarge(seen.size + 1)
    const body = decodeBody(response, response_type)
    const page: Page = {
      request,
      headers: response.headers,
      body,
      items: itemsOf(body, pagination.items_path),
    }
    items.push(...page.items)
    seen.add(JSON.stringify(request))
    const next = nextPage(page, pagination)
    if (next === undefined || seen.has(JSON.stringify(next))) return answer(response, items)
    if (seen.size >= limit) {
      context.log('warn', `There are more pages than the ${limit} that are read`)
      return answer(response, items)
    }
    context.progress(seen.size / limit, `${items.length} items`)
    request = next
  }
}

/** All pages are in memory at once, whatever one of them may have. */
const MAX_PAGES_MB = 200

const pagesTooLarge = (page: number): NodeError =>
  new NodeError('response_too_large', `The pages up to page ${page} are more than ${MAX_PAGES_MB} MB`, {
    field: 'pagination',
    hint: 'Set a smaller "Pages at most", ask for fewer fields, or read page by page in a loop.',
    retryable: false,
  })

function statusError(response: HttpResponse, now: number): NodeError {
  const { status, headers } = response
  const isRetryable = status >= 500 || status === 408 || status === 425 || status === 429
  const waits = status === 429 || status === 503
  return new NodeError('http_status', `The server answered with status ${status}`, {
    field: 'url',
    hint: isRetryable ? 'A retry policy on this node tries again.' : 'Look at the response in the details.',
    retryable: isRetryable,
    retry_after_ms: waits ? retryAfterMs(headers['retry-after'], now) : undefined,
    details: { status, response: decodeBody(response, 'auto') },
  })
}
