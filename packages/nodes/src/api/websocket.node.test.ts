import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { type WebSocket, WebSocketServer } from 'ws'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()

const http = createServer()
const sockets = new WebSocketServer({
  noServer: true,
  handleProtocols: (offered) => (offered.has('tea') ? 'tea' : false),
})
let opened: WebSocket[] = []
http.on('upgrade', (request, socket, head) => {
  const { pathname } = new URL(request.url ?? '/', 'http://local')
  if (pathname === '/private' && request.headers.authorization !== 'Bearer t0ken')
    return void socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n')
  if (pathname === '/never') return
  sockets.handleUpgrade(request, socket, head, (client) => {
    opened.push(client)
    client.on('message', (data, isBinary) => play(client, pathname, data as Buffer, isBinary))
    if (pathname === '/hello') client.send(`hello ${client.protocol} ${request.headers['x-name']}`)
  })
})
http.listen(0, '127.0.0.1')
await once(http, 'listening')
const base = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`
after(() => {
  opened.forEach((client) => client.terminate())
  http.close()
  http.closeAllConnections()
})

function play(client: WebSocket, path: string, data: Buffer, isBinary: boolean): void {
  switch (path) {
    case '/count':
      for (let n = 1; n <= 5; n++) client.send(JSON.stringify({ n }))
      return
    case '/close':
      client.send('a')
      client.send('b')
      return client.close(4001, 'enough')
    case '/cut':
      return client.terminate()
    case '/big':
      return client.send('x'.repeat(3 * 1024 * 1024))
    case '/silent':
      return
    default:
      return client.send(data, { binary: isBinary })
  }
}

const run = (path: string, config = {}, inputs = {}) =>
  world.run('websocket', { config, inputs: { url: base + path, message: 'go', ...inputs } })

test('collects until so many messages have come', async () => {
  const { outputs } = await run('/count', { count: 3 })
  assert.deepEqual(outputs, {
    response: { n: 3 },
    messages: [{ n: 1 }, { n: 2 }, { n: 3 }],
    closed: { by: 'workflow', code: 1000, reason: '' },
  })
})

test('collects until an expression holds, or a text is found', async () => {
  const byField = await run('/count', { until: 'match', match: 'message.n > 3 && index == 3' })
  assert.deepEqual(byField.outputs['response'], { n: 4 })
  const byText = await run('/count', { until: 'match', match: "'2}'" })
  assert.deepEqual(byText.outputs['response'], { n: 2 })
  await assert.rejects(run('/count', { until: 'match' }), { code: 'config_invalid', field: 'match' })
})

test('collects until the server closes, and says how it did', async () => {
  const { outputs } = await run('/close', { until: 'close', format: 'text' })
  assert.deepEqual(outputs, {
    response: 'b',
    messages: ['a', 'b'],
    closed: { by: 'server', code: 4001, reason: 'enough' },
  })
})

test('a server that closes too early, or is cut off, is an error', async () => {
  await assert.rejects(run('/close', { count: 3 }), { code: 'connection_closed', message: /4001, enough/ })
  await assert.rejects(run('/cut', { until: 'close' }), { code: 'connection_closed', message: /1006/ })
})

test('sends and receives bytes as base64', async () => {
  const { outputs } = await run('/echo', { send_as: 'binary' }, { message: 'AAEC' })
  assert.deepEqual(outputs['response'], {
    base64: 'AAEC',
    content_type: 'application/octet-stream',
    size: 3,
  })
  await assert.rejects(run('/echo', { send_as: 'binary' }, { message: '%' }), { field: 'message' })
})

test('takes messages as they are asked for', async () => {
  assert.equal((await run('/echo', { format: 'text' }, { message: '1' })).outputs['response'], '1')
  assert.equal((await run('/echo', {}, { message: '1' })).outputs['response'], 1)
  await assert.rejects(run('/echo', { format: 'json' }, { message: 'tea' }), { code: 'response_invalid' })
})

test('offers a subprotocol and sends headers', async () => {
  const { outputs } = await run(
    '/hello',
    { protocol: 'tea' },
    { message: undefined, headers: { 'X-Name': 'me' } },
  )
  assert.equal(outputs['response'], 'hello tea me')
})

test('signs in by credential, and says so where a server refuses', async () => {
  await assert.rejects(run('/private'), {
    code: 'upgrade_refused',
    message: /status 401/,
    hint: /credential/,
    retryable: false,
  })
  const host = new URL(base).host
  const credential = await world.addCredential({ type: 'bearer', values: { token: 't0ken' }, hosts: [host] })
  assert.equal((await run('/private', { credential })).outputs['response'], 'go')
})

test('a message that is too long ends the connection', async () => {
  await assert.rejects(run('/big', { max_message_mb: 1 }), { code: 'message_too_large', retryable: false })
})

test('the time limit holds while it listens and while it connects; what has come may be the result', async () => {
  await assert.rejects(run('/silent', { timeout: 0.1 }), { code: 'timeout' })
  await assert.rejects(run('/never', { timeout: 0.1 }), { code: 'timeout' })
  const { outputs } = await run('/count', { count: 9, timeout: 2, on_timeout: 'emit' })
  assert.equal((outputs['messages'] as unknown[]).length, 5)
})

test('a run that is cancelled closes the connection', async () => {
  opened = []
  const abort = new AbortController()
  const running = world.run('websocket', {
    inputs: { url: `${base}/silent`, message: 'go' },
    signal: abort.signal,
  })
  while (opened.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  const closed = once(opened[0] as WebSocket, 'close')
  abort.abort()
  await assert.rejects(running, { code: 'aborted' })
  await closed
})

test('what is no WebSocket, or is not there, is told', async () => {
  await assert.rejects(world.run('websocket', { inputs: { url: 'https://a.example' } }), {
    code: 'url_invalid',
  })
  await assert.rejects(world.run('websocket', { inputs: { url: 'ws://127.0.0.1:1/' } }), {
    code: 'connect_failed',
  })
})
