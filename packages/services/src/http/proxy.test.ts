import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { makeCertificate, startHttpProxy, type TestProxy, withoutOpenssl } from '@llamanexus/testing/peers'
import { type WebSocket, WebSocketServer } from 'ws'
import { createWebSocketService } from '../websocket/index.ts'
import type { Resolve } from './guarded_lookup.ts'
import { createHostGuard, createHttpService, proxySettings } from './index.ts'

const KNOWN: Record<string, string> = { 'public.example': '93.184.215.14', 'inward.example': '10.0.0.1' }
/** In many companies, only the proxy can look names of the Internet up. */
const resolve: Resolve = (host, callback) => {
  const address = KNOWN[host]
  if (address) callback(null, [{ address, family: 4 }])
  else callback(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }), [])
}

const seen: IncomingMessage['headers'][] = []
const answer = async (request: IncomingMessage, response: ServerResponse) => {
  seen.push(request.headers)
  let body = ''
  for await (const piece of request) body += String(piece)
  if (request.url === '/away') response.writeHead(302, { location: 'http://inward.example/' }).end()
  else response.end(`${request.method} ${request.url} ${body}`)
}

const certificate = withoutOpenssl() ? undefined : makeCertificate('api.example', 'forbidden.example')
const keys = certificate && { cert: readFileSync(certificate.cert), key: readFileSync(certificate.key) }
const plain = createServer(answer)
const secure = createTlsServer(keys ?? {}, answer)
const portOf = (server: Server) => (server.address() as AddressInfo).port
const opened: WebSocket[] = []
for (const server of [plain, secure])
  new WebSocketServer({ server }).on('connection', (socket) => {
    opened.push(socket)
    socket.send('hello')
  })

let proxy: TestProxy
let strict: TestProxy
const policy = {}
const serviceFor = (http: string, except = '') =>
  createHttpService({ policy, resolve, proxyFor: proxySettings({ http, https: http, except }) })
const services: ReturnType<typeof serviceFor>[] = []
const through = (http: string, except?: string) => {
  const service = serviceFor(http, except)
  services.push(service)
  return service
}
let service: ReturnType<typeof serviceFor>

before(async () => {
  for (const server of [plain, secure]) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  proxy = await startHttpProxy()
  strict = await startHttpProxy({ password: 'al:p@ss%word' })
  service = through(`http://127.0.0.1:${proxy.port}`)
  if (keys) setDefaultCACertificates([...getCACertificates(), String(keys.cert)])
})
beforeEach(() => {
  proxy.asked.length = 0
  strict.asked.length = 0
  seen.length = 0
})
after(async () => {
  for (const each of services) await each.close()
  for (const socket of opened) socket.terminate()
  for (const server of [plain, secure]) {
    server.closeAllConnections()
    server.close()
  }
  proxy.close()
  strict.close()
  if (certificate) rmSync(certificate.folder, { recursive: true })
})

const text = (body: Uint8Array) => new TextDecoder().decode(body)
const lines = () => proxy.asked.map(({ line }) => line)

test('a proxy for plain HTTP is sent the whole address, and the server what it would get anyway', async () => {
  const url = `http://public.example:${portOf(plain)}/a?b=1`
  const response = await service.request({ url, method: 'POST', body: 'tea' })
  assert.equal(text(response.body), 'POST /a?b=1 tea')
  assert.deepEqual(lines(), [`POST ${url}`])
  assert.equal(seen[0]?.host, `public.example:${portOf(plain)}`)
})

test('TLS goes through a tunnel, by request and by fetch, to a name that only the proxy knows', {
  skip: withoutOpenssl(),
}, async () => {
  const url = `https://api.example:${portOf(secure)}/a`
  assert.equal(text((await service.request({ url })).body), 'GET /a ')
  const fetched = await service.fetch(url, { method: 'POST', body: 'tea' })
  assert.equal(await fetched.text(), 'POST /a tea')
  assert.equal(lines()[0], `CONNECT api.example:${portOf(secure)}`)
})

for (const [what, address] of Object.entries({
  'a private address': 'http://10.0.0.1/',
  'the address of metadata': 'http://169.254.169.254/latest',
  'a name that leads inwards': 'https://inward.example/',
  'a name of a private network that only the proxy may know': 'http://metadata.google.internal/',
  'a name without a dot': 'https://vault/',
}))
  test(`the proxy is not asked for ${what}`, async () => {
    await assert.rejects(service.request({ url: address }), { code: 'address_refused' })
    await assert.rejects(service.fetch(address), { code: 'address_refused' })
    assert.deepEqual(proxy.asked, [])
  })

test('the proxy is not asked for where a redirect leads inwards', async () => {
  const url = `http://public.example:${portOf(plain)}/away`
  await assert.rejects(service.request({ url }), { code: 'address_refused' })
  assert.deepEqual(lines(), [`GET ${url}`])
})

test('what NO_PROXY names goes straight there, with the whole guard', async () => {
  const direct = through(`http://127.0.0.1:${proxy.port}`, 'inward.example,10.0.0.0/8')
  for (const url of ['http://inward.example/', 'http://10.0.0.1/'])
    await assert.rejects(direct.request({ url }), { code: 'address_refused' })
  const local = `http://127.0.0.1:${portOf(plain)}/`
  await assert.rejects(service.request({ url: local }), { code: 'address_refused' })
  assert.deepEqual(proxy.asked, [])
})

test('a user and a password in the address of the proxy sign in there, and the server sees neither', {
  skip: withoutOpenssl(),
}, async () => {
  const signed = through(`http://al:p%40ss%25word@127.0.0.1:${strict.port}`)
  await signed.request({ url: `http://public.example:${portOf(plain)}/` })
  await signed.request({ url: `https://api.example:${portOf(secure)}/` })
  assert.equal(strict.asked.length, 2)
  for (const headers of seen) assert.equal(headers['proxy-authorization'], undefined)
})

test('a proxy that speaks TLS itself is spoken to in TLS', { skip: withoutOpenssl() }, async () => {
  const sealed = await startHttpProxy(keys && { keys })
  const over = through(`https://127.0.0.1:${sealed.port}`)
  try {
    assert.equal(
      text((await over.request({ url: `http://public.example:${portOf(plain)}/a` })).body),
      'GET /a ',
    )
    assert.equal(
      text((await over.request({ url: `https://api.example:${portOf(secure)}/b` })).body),
      'GET /b ',
    )
    assert.equal(sealed.asked.length, 2)
  } finally {
    sealed.close()
  }
})

test('a proxy that wants to know who asks is told of as such, with no password in any message', async () => {
  const wrong = through(`http://al:wr0ng@127.0.0.1:${strict.port}`)
  for (const protocol of ['http', 'https'])
    for (const send of [wrong.request, ({ url }: { url: string }) => wrong.fetch(url)])
      await assert.rejects(
        send({ url: `${protocol}://public.example/` }),
        (error: Error & { code?: string }) => {
          assert.equal(error.code, 'proxy_refused')
          assert.match(error.message, /^The proxy 127\.0\.0\.1:\d+ wants to know who asks/)
          assert.ok(!JSON.stringify(error, Object.getOwnPropertyNames(error)).includes('wr0ng'))
          return true
        },
      )
})

test('a proxy that refuses a server, and one that is not there, are told of by their name', async () => {
  await assert.rejects(service.request({ url: 'https://forbidden.example/' }), {
    code: 'proxy_refused',
    message: /does not connect to forbidden\.example:443: status 403/,
  })
  const gone = through('http://al:s3cret@127.0.0.1:1')
  for (const url of ['http://public.example/', 'https://public.example/'])
    await assert.rejects(gone.request({ url }), {
      code: 'proxy_failed',
      message: 'The proxy 127.0.0.1:1 could not be reached: ECONNREFUSED',
    })
})

test('a WebSocket goes through a tunnel, once its address is checked', async () => {
  const proxyFor = proxySettings({
    http: `http://127.0.0.1:${proxy.port}`,
    https: `http://127.0.0.1:${proxy.port}`,
  })
  const sockets = createWebSocketService({ guard: createHostGuard({ policy, resolve }), proxyFor })
  const connect = (url: string) =>
    new Promise((resolve, reject) => {
      const events = { onMessage: resolve, onClose: () => undefined }
      sockets.connect({ url, ...events }).catch(reject)
    })
  assert.equal(await connect(`ws://public.example:${portOf(plain)}/`), 'hello')
  if (keys) assert.equal(await connect(`wss://api.example:${portOf(secure)}/`), 'hello')
  assert.equal(lines()[0], `CONNECT public.example:${portOf(plain)}`)
  const before = proxy.asked.length
  await assert.rejects(connect('wss://inward.example/'), { code: 'address_refused' })
  await assert.rejects(connect('ws://169.254.169.254/'), { code: 'address_refused' })
  assert.equal(proxy.asked.length, before)
  await sockets.close()
})
