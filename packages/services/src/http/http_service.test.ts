import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { after, before, test } from 'node:test'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { createHttpService } from './index.ts'

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void

const routes: Record<string, Handler> = {
  '/echo': (request, response, body) =>
    response.end(JSON.stringify({ method: request.method, headers: request.headers, body })),
  '/gzip': (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync('zipped')),
  '/br': (_, response) => response.setHeader('content-encoding', 'br').end(brotliCompressSync('brotli')),
  '/deflate': (_, response) => response.setHeader('content-encoding', 'deflate').end(deflateSync('zlib')),
  '/bare': (_, response) => response.setHeader('content-encoding', 'deflate').end(deflateRawSync('bare')),
  '/twice': (_, response) =>
    response.setHeader('content-encoding', 'gzip, br').end(brotliCompressSync(gzipSync('twice'))),
  '/no-content': (_, response) => response.writeHead(204, { 'content-encoding': 'gzip' }).end(),
  '/not-modified': (_, response) => response.writeHead(304, { 'content-encoding': 'br' }).end(),
  '/nothing': (_, response) => response.setHeader('content-encoding', 'gzip').end(),
  '/half-gzip': (_, response) =>
    response.setHeader('content-encoding', 'gzip').end(gzipSync('a'.repeat(9999)).subarray(0, 30)),
  '/bomb': (_, response) =>
    response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(50 << 20))),
  '/not-gzip': (_, response) => response.setHeader('content-encoding', 'gzip').end('plain'),
  '/cookies': (_, response) =>
    response.setHeader('set-cookie', ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2']).end(),
  '/slow': (_, response) => response.write('…'),
  '/silent': () => {},
  '/loop': (_, response) => response.writeHead(302, { location: '/loop' }).end(),
  '/cut': (_, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('half')
    setTimeout(() => response.destroy(), 10)
  },
  '/endless': (_, response) => {
    const piece = Buffer.alloc(64 << 10)
    const push = () => {
      while (response.write(piece));
    }
    response.on('drain', push)
    push()
  },
}

function listen(): Promise<Server> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const [, status, target] = /^\/to\/(\d+)\/(.*)$/.exec(url.pathname) ?? []
    if (status) {
      response
        .writeHead(Number(status), { location: target ? decodeURIComponent(target) : '/echo' })
        .end('moved')
    } else routes[url.pathname]?.(request, response, body)
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

const portOf = (server: Server) => (server.address() as AddressInfo).port

let server: Server
let other: Server
let base = ''
const open = createHttpService({ policy: { allow: ['127.0.0.1'] } })
const closed = createHttpService()
before(async () => {
  server = await listen()
  other = await listen()
  base = `http://127.0.0.1:${portOf(server)}`
})
after(async () => {
  await open.close()
  await closed.close()
  for (const each of [server, other]) {
    each.closeAllConnections()
    each.close()
  }
})

const text = (body: Uint8Array) => new TextDecoder().decode(body)
interface Echo {
  method: string
  headers: Record<string, string>
  body: string
}
const echo = (body: Uint8Array): Echo => JSON.parse(text(body))

test('method, headers and body arrive, and so does the answer', async () => {
  const answer = await open.request({
    url: `${base}/echo`,
    method: 'post',
    headers: { 'X-A': '1' },
    body: 'hi',
  })
  assert.equal(answer.status, 200)
  const seen = echo(answer.body)
  assert.deepEqual([seen.method, seen.headers['x-a'], seen.body], ['POST', '1', 'hi'])
})

test('gzip and brotli are undone, and bounded by what comes out of them', async () => {
  assert.equal(text((await open.request({ url: `${base}/gzip` })).body), 'zipped')
  assert.equal(text((await open.request({ url: `${base}/br` })).body), 'brotli')
  const bomb = open.request({ url: `${base}/bomb`, max_response_bytes: 1 << 20 })
  await assert.rejects(bomb, { code: 'response_too_large' })
})

test('an endless answer ends at the bound', async () => {
  await assert.rejects(open.request({ url: `${base}/endless`, max_response_bytes: 1 << 20 }), {
    code: 'response_too_large',
  })
})

test('a silent server and a slow one run into the timeout', async () => {
  await assert.rejects(open.request({ url: `${base}/silent`, timeout_ms: 50 }), { code: 'timeout' })
  await assert.rejects(open.request({ url: `${base}/slow`, timeout_ms: 50 }), { code: 'timeout' })
})

test('an abort ends the request', async () => {
  const abort = new AbortController()
  const waiting = open.request({ url: `${base}/slow`, signal: abort.signal })
  setTimeout(() => abort.abort(), 20)
  await assert.rejects(waiting, { code: 'aborted' })
})

test('a cut connection and a closed port are told apart from other failures', async () => {
  await assert.rejects(open.request({ url: `${base}/cut` }), { code: 'connect_failed' })
  const gone = await listen()
  const port = portOf(gone)
  await new Promise((resolve) => gone.close(resolve))
  await assert.rejects(open.request({ url: `http://127.0.0.1:${port}/` }), {
    code: 'connect_failed',
    message: /nothing listens/,
  })
})

const METHODS: [status: number, sent: string, arrives: string, body: string][] = [
  [301, 'POST', 'GET', ''],
  [302, 'POST', 'GET', ''],
  [303, 'PUT', 'GET', ''],
  [307, 'POST', 'POST', 'data'],
  [308, 'PUT', 'PUT', 'data'],
  [302, 'PUT', 'PUT', 'data'],
]
for (const [status, sent, arrives, body] of METHODS) {
  test(`${sent} redirected by ${status} arrives as ${arrives}`, async () => {
    const answer = await open.request({
      url: `${base}/to/${status}/`,
      method: sent,
      body: 'data',
      headers: { 'content-type': 'text/plain' },
    })
    const seen = echo(answer.body)
    assert.deepEqual([seen.method, seen.body, answer.url], [arrives, body, `${base}/echo`])
  })
}

test('credentials stay with their origin', async () => {
  const away = encodeURIComponent(`http://127.0.0.1:${portOf(other)}/echo`)
  const headers = { Authorization: 'Bearer secret', Cookie: 'a=1', 'x-kept': '1' }
  const left = echo((await open.request({ url: `${base}/to/302/${away}`, headers })).body)
  assert.deepEqual(
    [left.headers.authorization, left.headers.cookie, left.headers['x-kept']],
    [undefined, undefined, '1'],
  )
  const stayed = echo((await open.request({ url: `${base}/to/302/`, headers })).body)
  assert.equal(stayed.headers.authorization, 'Bearer secret')
})

test('redirects end after ten, and are handed out where they are not followed', async () => {
  await assert.rejects(open.request({ url: `${base}/loop` }), { code: 'too_many_redirects' })
  assert.equal((await open.request({ url: `${base}/loop`, follow_redirects: false })).status, 302)
})

const spellings = [
  '127.0.0.1',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '127.1',
  '[::1]',
  '[::ffff:127.0.0.1]',
  'localhost',
]
for (const host of spellings) {
  test(`this machine is not reached as ${host}`, async () => {
    const url = `http://${host}:${portOf(server)}/echo`
    await assert.rejects(closed.request({ url }), { code: 'address_refused', retryable: false })
    await assert.rejects(closed.fetch(url), { code: 'address_refused' })
  })
}

test('a redirect to a refused address is refused', async () => {
  const strict = createHttpService({ policy: { allow: [`127.0.0.1:${portOf(server)}`] } })
  for (const inward of [
    'http://169.254.169.254/latest',
    `http://127.0.0.1:${portOf(other)}/echo`,
    'http://[::1]/',
  ]) {
    const url = `${base}/to/302/${encodeURIComponent(inward)}`
    await assert.rejects(strict.request({ url }), { code: 'address_refused' }, inward)
    await assert.rejects(strict.fetch(url), { code: 'address_refused' }, inward)
  }
  await assert.rejects(
    strict.request({ url: `${base}/to/302/${encodeURIComponent('file:///etc/passwd')}` }),
    {
      code: 'url_invalid',
    },
  )
  await strict.close()
})

test('the address that was checked is the one connected to, whatever the name says later', async () => {
  let asked = 0
  const service = createHttpService({
    resolve: (_host, callback) => {
      asked += 1
      callback(null, [{ address: asked === 1 ? '10.9.9.9' : '127.0.0.1', family: 4 }])
    },
  })
  const url = `http://rebinding.example:${portOf(server)}/echo`
  await assert.rejects(service.request({ url }), { code: 'address_refused', message: /10\.9\.9\.9/ })
  assert.equal(asked, 1)
  await assert.rejects(service.request({ url }), { code: 'address_refused', message: /127\.0\.0\.1/ })
  await service.close()
})

test('of an origin that is let through by path, nothing else is reached, by no way there', async () => {
  const origin = `http://127.0.0.1:${portOf(server)}`
  const service = createHttpService({ policy: { allow_paths: [{ origin, prefix: '/to/' }] } })
  const into = (path: string) => service.request({ url: `${origin}${path}`, follow_redirects: false })
  assert.equal((await into('/to/302/%2Fecho')).status, 302)
  const refused = { code: 'address_refused' }
  await assert.rejects(into('/echo'), refused)
  await assert.rejects(into('/to/../echo'), refused)
  await assert.rejects(into('/to/%2e%2e/echo'), refused)
  await assert.rejects(service.request({ url: `${origin}/to/302/%2Fecho` }), refused)
  await assert.rejects(service.fetch(`${origin}/to/307/%2Fecho`), refused)
  await assert.rejects(service.request({ url: `http://localhost:${portOf(server)}/to/302/%2Fecho` }), refused)
  await service.close()
})

test('a name with one refused address among public ones is refused', async () => {
  const service = createHttpService({
    resolve: (_host, callback) =>
      callback(null, [
        { address: '93.184.215.14', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]),
  })
  await assert.rejects(service.request({ url: 'http://mixed.example/' }), { code: 'address_refused' })
  await service.close()
})

test('what is no http URL is refused, and no message holds the password of one', async () => {
  await assert.rejects(open.request({ url: 'nonsense' }), { code: 'url_invalid' })
  await assert.rejects(open.request({ url: 'ftp://host/' }), { code: 'url_invalid' })
  const withPassword = closed.request({ url: 'http://me:hunter2@127.0.0.1:1/x?key=hunter2' })
  await assert.rejects(
    withPassword,
    (error: Error) => !JSON.stringify([error.message, error]).includes('hunter2'),
  )
})

test('user and password of a URL become a header', async () => {
  const url = `http://me:p%40ss@127.0.0.1:${portOf(server)}/echo`
  const seen = echo((await open.request({ url })).body)
  assert.equal(seen.headers.authorization, `Basic ${Buffer.from('me:p@ss').toString('base64')}`)
})

test('fetch reaches what is allowed', async () => {
  const answer = await open.fetch(`${base}/echo`, { method: 'POST', body: 'x' })
  assert.equal(((await answer.json()) as Echo).body, 'x')
})

test('an answer that cannot be unpacked was reached, and says what to do', async () => {
  await assert.rejects(open.request({ url: `${base}/not-gzip` }), {
    code: 'response_invalid',
    message: /cannot be unpacked/,
    hint: /accept-encoding/,
  })
})

test('a server that speaks no TLS, or no HTTP, is told apart from one that is not there', async (t) => {
  await assert.rejects(open.request({ url: `${base.replace('http', 'https')}/echo` }), {
    code: 'connect_failed',
    message: /no TLS/,
  })
  const talker = createTcpServer((socket) => socket.end('220 mail.example ESMTP\r\n')).listen(0, '127.0.0.1')
  t.after(() => talker.close())
  await once(talker, 'listening')
  const { port } = talker.address() as AddressInfo
  await assert.rejects(open.request({ url: `http://127.0.0.1:${port}/` }), {
    code: 'response_invalid',
    message: /does not answer in HTTP/,
  })
})

test('cookies stay apart from each other', async () => {
  const { headers } = await open.request({ url: `${base}/cookies` })
  assert.deepEqual(headers['set-cookie']?.split('\n'), ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2'])
})

test('both forms of deflate are unpacked, and codings one over the other', async () => {
  for (const [path, content] of Object.entries({ deflate: 'zlib', bare: 'bare', twice: 'twice' }))
    assert.equal(text((await open.request({ url: `${base}/${path}` })).body), content)
})

test('an empty answer is empty, whatever coding it claims, and half of one is an error', async () => {
  for (const path of ['no-content', 'not-modified', 'nothing'])
    assert.equal((await open.request({ url: `${base}/${path}` })).body.length, 0, path)
  await assert.rejects(open.request({ url: `${base}/half-gzip` }), { code: 'response_invalid' })
})

test('an abort and a time limit end a request that does not even connect', async () => {
  const nowhere = createHttpService({ resolve: () => undefined, connect_timeout_ms: 600_000 })
  const url = 'https://a.example/'
  await assert.rejects(nowhere.request({ url, timeout_ms: 20 }), { code: 'timeout' })
  await assert.rejects(nowhere.request({ url, signal: AbortSignal.timeout(20) }), { code: 'aborted' })
  await nowhere.close()
})
