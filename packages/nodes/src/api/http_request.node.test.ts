import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { nodeRegistry } from '../registry.gen.ts'
import { testWorld } from '../test/test_world.ts'

type Handler = (request: IncomingMessage, response: ServerResponse, body: string, url: URL) => void

const json = (response: ServerResponse, value: unknown, headers: Record<string, string> = {}) =>
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))

const LETTERS = ['a', 'b', 'c', 'd', 'e']

const routes: Record<string, Handler> = {
  '/echo': (request, response, body, url) =>
    json(response, { method: request.method, headers: request.headers, body, query: url.search }),
  '/text': (_, response) =>
    response.setHeader('content-type', 'text/plain; charset=latin1').end(Buffer.from([0xe9])),
  '/bytes': (_, response) => response.setHeader('content-type', 'image/png').end(Buffer.from([1, 2, 255])),
  '/typed': (_, response, __, url) =>
    response
      .setHeader('content-type', url.searchParams.get('type') ?? '')
      .end(Buffer.from(url.searchParams.get('base64') ?? '', 'base64')),
  '/broken': (_, response) => response.setHeader('content-type', 'application/json').end('{"a":'),
  '/empty': (_, response) => response.writeHead(204).end(),
  '/busy': (_, response) => response.writeHead(503, { 'retry-after': '7' }).end('later'),
  '/missing': (_, response) => response.writeHead(404).end('no such thing'),
  '/hang': () => {},
  '/big': (_, response) => response.setHeader('content-type', 'text/plain').end('x'.repeat(2 << 20)),
  '/circle': (_, response) => response.writeHead(302, { location: '/circle' }).end(),
  '/inwards': (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  '/named': (_, response) =>
    response
      .writeHead(200, {
        'content-type': 'image/png',
        'content-disposition': 'attachment; filename="a b.png"',
      })
      .end(Buffer.from([1])),
  '/token': (request, response, body) => {
    assert.equal(request.headers.authorization, `Basic ${Buffer.from('id:s%20x').toString('base64')}`)
    json(response, { access_token: `token for ${body}` })
  },
  '/by-link': (_, response, __, url) => {
    const page = Number(url.searchParams.get('page') ?? 0)
    const link: Record<string, string> = page < 2 ? { link: `</by-link?page=${page + 1}>; rel="next"` } : {}
    json(response, [LETTERS[page]], link)
  },
  '/by-page': (_, response, __, url) => {
    const [page, size] = [Number(url.searchParams.get('page')), Number(url.searchParams.get('limit'))]
    json(response, { data: { items: LETTERS.slice((page - 1) * size, page * size) } })
  },
  '/by-offset': (_, response, __, url) => {
    const offset = Number(url.searchParams.get('offset'))
    json(response, LETTERS.slice(offset, offset + 2))
  },
  '/by-cursor': (_, response, __, url) => {
    const at = Number(url.searchParams.get('cursor') ?? 0)
    json(response, { rows: [LETTERS[at]], meta: { next: at < 2 ? at + 1 : null } })
  },
  '/by-body': (_, response, body) => {
    const { variables = {}, tag } = JSON.parse(body)
    if (tag !== 'kept') return void response.writeHead(400).end(body)
    const at = LETTERS.indexOf(variables.after ?? '') + 1
    json(response, { data: LETTERS.slice(at, at + 2).map((id) => ({ id })), more: at + 2 < LETTERS.length })
  },
  '/by-mark': (_, response, body) => {
    const { mark } = JSON.parse(body || '{}')
    json(response, { rows: [mark ?? null], mark: mark ? undefined : { key: [1, 'a'] } })
  },
  '/by-body-offset': (_, response, body) => {
    const { skip, take } = JSON.parse(body)
    assert.equal(typeof skip, 'number')
    json(response, LETTERS.slice(skip, skip + take))
  },
  '/elsewhere': (_, response) => json(response, { items: [1], next: 'https://other.example/page2' }),
  '/round': (_, response) => json(response, { items: [1], next: '/round' }),
  '/half': (_, response, __, url) =>
    url.searchParams.get('page') === '1' ? json(response, [1]) : response.writeHead(500).end(),
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://local')
  let body = ''
  for await (const piece of request) body += String(piece)
  routes[url.pathname]?.(request, response, body, url)
})
let base = ''
const world = testWorld()

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => {
  server.closeAllConnections()
  server.close()
})

async function call(path: string, inputs: JsonObject = {}, config: JsonObject = {}): Promise<JsonObject> {
  return (await world.run('http_request', { inputs: { url: base + path, ...inputs }, config })).outputs
}

const echo = async (inputs: JsonObject, config: JsonObject = {}) =>
  (await call('/echo', inputs, config))['response'] as {
    method: string
    headers: JsonObject
    body: string
    query: string
  }

const fails = (promise: Promise<unknown>, code: string, field?: string) =>
  assert.rejects(
    promise,
    (error) => error instanceof NodeError && error.code === code && error.field === field,
  )

test('the method of the port goes before the one in the configuration', async () => {
  assert.equal((await echo({})).method, 'GET')
  assert.equal((await echo({}, { method: 'PUT' })).method, 'PUT')
  assert.equal((await echo({ method: 'PATCH' }, { method: 'PUT' })).method, 'PATCH')
})

test('query values are added to those of the address; lists repeat, null is left out', async () => {
  const { query } = await echo({ url: `${base}/echo?a=1`, query: { b: ['x', 'y'], c: null, d: { e: 1 } } })
  assert.equal(query, '?a=1&b=x&b=y&d=%7B%22e%22%3A1%7D')
})

test('a body is sent by what it is', async () => {
  const sent = async (body: JsonValue) => {
    const { headers, body: text } = await echo({ body }, { method: 'POST' })
    return [headers['content-type'], text]
  }
  assert.deepEqual(await sent({ a: 1 }), ['application/json', '{"a":1}'])
  assert.deepEqual(await sent([1, 2]), ['application/json', '[1,2]'])
  assert.deepEqual(await sent('hello'), ['text/plain; charset=utf-8', 'hello'])
  assert.deepEqual(await sent({ base64: 'aGk=', content_type: 'image/gif' }), ['image/gif', 'hi'])
  assert.deepEqual(await sent(null), [undefined, ''])
})

test('a body is sent as chosen', async () => {
  const form = await echo({ body: { a: 'x y', b: [1, 2] } }, { method: 'POST', body_type: 'form' })
  assert.equal(form.body, 'a=x+y&b=1&b=2')
  const text = await echo({ body: 'just text' }, { method: 'POST', body_type: 'json' })
  assert.equal(text.body, '"just text"')
  const parts = { note: 'hi', file: { base64: 'aGk=', content_type: 'text/x-hi', filename: 'hi.txt' } }
  const multipart = await echo({ body: parts }, { method: 'POST', body_type: 'multipart' })
  assert.match(String(multipart.headers['content-type']), /^multipart\/form-data; boundary=/)
  assert.match(multipart.body, /name="note"\r\n\r\nhi\r\n/)
  assert.match(multipart.body, /name="file"; filename="hi.txt"\r\nContent-Type: text\/x-hi\r\n\r\nhi\r\n/)
  await fails(call('/echo', { body: ['x'] }, { method: 'POST', body_type: 'form' }), 'input_invalid', 'body')
  await fails(
    call('/echo', { body: { a: 1 } }, { method: 'POST', body_type: 'binary' }),
    'input_invalid',
    'body',
  )
})

test('a content type of the user goes before the one of the body', async () => {
  const { headers } = await echo(
    { body: { a: 1 }, headers: { 'Content-Type': 'application/ld+json' } },
    { method: 'POST' },
  )
  assert.equal(headers['content-type'], 'application/ld+json')
})

test('sign-in of each kind', async () => {
  const auth = (type: string, credentials: JsonObject) => ({ auth: { type, credentials } })
  const header = async (config: JsonObject, name = 'authorization') => (await echo({}, config)).headers[name]
  assert.equal(await header(auth('basic', { username: 'a', password: 'b' })), 'Basic YTpi')
  assert.equal(await header(auth('bearer', { token: 't' })), 'Bearer t')
  assert.equal(await header(auth('api_key', { header: 'X-Key', key: 'k' }), 'x-key'), 'k')
  const query = await echo({}, auth('api_key', { header: 'key', key: 'k', in: 'query' }))
  assert.equal(query.query, '?key=k')
  const oauth = { token_url: `${base}/token`, client_id: 'id', client_secret: 's x', scope: 'read' }
  assert.equal(
    await header(auth('oauth2', oauth)),
    'Bearer token for grant_type=client_credentials&scope=read',
  )
  await fails(call('/echo', {}, auth('bearer', {})), 'config_invalid', 'auth')
  await fails(
    call('/echo', {}, auth('oauth2', { ...oauth, token_url: `${base}/missing` })),
    'sign_in_failed',
    'auth',
  )
})

test('a response is read by its type', async () => {
  assert.equal((await call('/text'))['response'], 'é')
  assert.deepEqual((await call('/bytes'))['response'], { base64: 'AQL/', content_type: 'image/png', size: 3 })
  assert.equal((await call('/broken'))['response'], '{"a":')
  assert.deepEqual((await call('/empty'))['response'], null)
  await fails(call('/broken', {}, { response_type: 'json' }), 'response_invalid', 'response_type')
  assert.deepEqual((await call('/text', {}, { response_type: 'binary' }))['response'], {
    base64: '6Q==',
    content_type: 'text/plain; charset=latin1',
    size: 1,
  })
})

test('a bad status is an answer, or an error that says when to try again', async () => {
  assert.equal((await call('/missing'))['status'], 404)
  await assert.rejects(call('/busy', {}, { fail_on_status: true }), (error) => {
    assert.ok(error instanceof NodeError)
    const { code, retryable, retry_after_ms, details } = error
    assert.deepEqual([code, retryable, retry_after_ms], ['http_status', true, 7000])
    assert.deepEqual(details, { status: 503, response: 'later' })
    return true
  })
  await assert.rejects(
    call('/missing', {}, { fail_on_status: true }),
    (error) => error instanceof NodeError && !error.retryable,
  )
})

test('pages are read to the last one', async () => {
  const pages = async (path: string, pagination: JsonObject) =>
    (await call(path, {}, { pagination }))['response']
  assert.deepEqual(await pages('/by-link', { type: 'link_header' }), ['a', 'b', 'c'])
  const paged = { type: 'page', items_path: 'data.items', size: 2, size_param: 'limit' }
  assert.deepEqual(await pages('/by-page', paged), LETTERS)
  assert.deepEqual(await pages('/by-offset', { type: 'offset', size: 2 }), LETTERS)
  const cursor = { type: 'cursor', items_path: 'rows', next_path: 'meta.next' }
  assert.deepEqual(await pages('/by-cursor', cursor), ['a', 'b', 'c'])
  assert.deepEqual(await pages('/round', { type: 'next_url', items_path: 'items' }), [1])
})

test('pages are asked for in the body, where the rest of it stays', async () => {
  const pages = async (path: string, pagination: JsonObject, body?: JsonValue) =>
    (
      await call(path, body === undefined ? {} : { body }, {
        method: 'POST',
        pagination: { ...pagination, send_in: 'body' },
      })
    )['response']
  const last = { type: 'cursor', items_path: 'data', next_path: 'data.-1.id', more_path: 'more' }
  const ids = await pages('/by-body', { ...last, param: 'variables.after' }, { tag: 'kept', variables: {} })
  assert.deepEqual(
    ids,
    LETTERS.map((id) => ({ id })),
  )
  const marked = { type: 'cursor', items_path: 'rows', next_path: 'mark', param: 'mark' }
  assert.deepEqual(await pages('/by-mark', marked), [null, { key: [1, 'a'] }])
  const counted = { type: 'offset', param: 'skip', size_param: 'take', size: 2 }
  assert.deepEqual(await pages('/by-body-offset', counted), LETTERS)
  await fails(pages('/by-mark', marked, [1]), 'pagination_invalid', 'body')
})

test('pages have a bound, which is logged', async () => {
  const config = { pagination: { type: 'link_header', max_pages: 2 } }
  const { outputs, logs } = await world.run('http_request', { inputs: { url: `${base}/by-link` }, config })
  assert.deepEqual(outputs['response'], ['a', 'b'])
  assert.equal(logs[0]?.level, 'warn')
})

test('a page that fails, is elsewhere or has no list is an error', async () => {
  const pages = (path: string, pagination: JsonObject) => call(path, {}, { pagination })
  await fails(pages('/half', { type: 'page' }), 'http_status', 'url')
  await fails(
    pages('/elsewhere', { type: 'next_url', items_path: 'items' }),
    'pagination_invalid',
    'pagination',
  )
  await fails(pages('/by-page?page=1&limit=1', { type: 'link_header' }), 'pagination_invalid', 'pagination')
})

test('an idempotency key is sent when asked for, and makes a POST repeatable', async () => {
  const { headers } = await echo({}, { method: 'POST', idempotency_key: true })
  assert.equal(headers['idempotency-key'], 'execution::node')
  const effect = (config: JsonObject, inputs: JsonObject = {}) =>
    nodeRegistry.get('http_request')?.effectOf({ config, inputs })
  assert.equal(effect({}), 'idempotent')
  assert.equal(effect({ method: 'POST' }), 'unsafe')
  assert.equal(effect({ method: 'POST', idempotency_key: true }), 'idempotent')
  assert.equal(effect({ method: 'POST' }, { method: 'DELETE' }), 'idempotent')
  assert.equal(effect({}, { method: '{{ trigger.method }}' }), 'unsafe')
})

test('an address that is none, and a header that cannot be sent, name their port', async () => {
  await fails(call('', { url: 'ftp://x/' }), 'input_invalid', 'url')
  await fails(call('', { url: 'no address' }), 'input_invalid', 'url')
  await fails(call('/echo', { headers: { 'a b': 1 } }), 'input_invalid', 'headers')
  await fails(call('/echo', { headers: { a: 'x\r\ny: z' } }), 'input_invalid', 'headers')
})

test('what is wrong with the address, the answer or its size names the field, and what to do', async () => {
  for (const [path, config, code, field] of [
    ['/big', { max_response_mb: 1 }, 'response_too_large', 'max_response_mb'],
    ['/circle', {}, 'too_many_redirects', 'url'],
    ['/inwards', {}, 'connect_failed', 'url'],
    ['/missing', { fail_on_status: true }, 'http_status', 'url'],
    ['/empty', { response_type: 'json' }, 'response_invalid', 'response_type'],
  ] as const)
    await assert.rejects(call(path, {}, config), (error) => {
      assert.ok(error instanceof NodeError && error.hint, `${path} says what to do`)
      assert.deepEqual([error.code, error.field], [code, field])
      return true
    })
  const { response } = await call('/big', {}, { max_response_mb: 3 })
  assert.equal(String(response).length, 2 * 1024 * 1024)
})

test('a file has the name that the server gives it', async () => {
  const { response } = await call('/named')
  assert.deepEqual(response, { base64: 'AQ==', content_type: 'image/png', size: 1, filename: 'a b.png' })
})

test('a form that is written already is sent as it is', async () => {
  const { body, headers } = await echo({ body: 'a=1&b=x%20y' }, { method: 'POST', body_type: 'form' })
  assert.deepEqual([body, headers['content-type']], ['a=1&b=x%20y', 'application/x-www-form-urlencoded'])
})

test('a server that never answers is left at the time limit, or when aborted', async () => {
  await fails(call('/hang', {}, { timeout: 0.05 }), 'timeout', 'timeout')
  const abort = new AbortController()
  const run = world.run('http_request', { inputs: { url: `${base}/hang` }, signal: abort.signal })
  abort.abort()
  await fails(run, 'aborted')
})

test('bytes stay bytes though a charset stands beside them, and lines and tables are text', async () => {
  const typed = async (type: string, text: string | Buffer) => {
    const query = { type, base64: Buffer.from(text).toString('base64') }
    return (await call('/typed', { query }))['response']
  }
  const pdf = Buffer.from('%PDF\xff\0', 'latin1')
  for (const type of ['application/pdf;charset=UTF-8', 'application/octet-stream; charset=binary'])
    assert.equal(((await typed(type, pdf)) as JsonObject)['base64'], pdf.toString('base64'), type)
  assert.equal(await typed('application/jsonl', '{}\n{}'), '{}\n{}')
  assert.equal(await typed('application/csv', 'a,b'), 'a,b')
  assert.deepEqual(await typed('application/vnd.api+json; charset=utf-8', '{"a":1}'), { a: 1 })
  assert.equal(await typed("text/plain; charset='latin1'", Buffer.from([0xe9])), 'é')
  const large = '{"id":12345678901234567890,"n":1.5e300,"t":"12345678901234567890","m":-9007199254740993}'
  assert.deepEqual(await typed('application/json', large), {
    id: '12345678901234567890',
    n: 1.5e300,
    t: '12345678901234567890',
    m: '-9007199254740993',
  })
})

test('the query of an address stays as it is written where more is added', async () => {
  const { query } = await echo({ url: `${base}/echo?sig=a%20b~%2B&flag`, query: { q: 'x y' } })
  assert.equal(query, '?sig=a%20b~%2B&flag&q=x+y')
})

test('text that is JSON already is sent as it is in a JSON body', async () => {
  const sent = async (body: string) => (await echo({ body }, { method: 'POST', body_type: 'json' })).body
  assert.equal(await sent('{ "a": 1 }'), '{ "a": 1 }')
  assert.equal(await sent('tea'), '"tea"')
  assert.equal(await sent('[tea'), '"[tea"')
})
