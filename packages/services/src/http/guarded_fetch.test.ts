import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { createHttpService } from './http_service.ts'

const seen: { at: string; method: string; headers: IncomingMessage['headers']; body: string }[] = []
const answer = (at: string) => async (request: IncomingMessage, response: ServerResponse) => {
  let body = ''
  for await (const piece of request) body += String(piece)
  seen.push({ at, method: request.method ?? '', headers: request.headers, body })
  if (request.url === '/round') return void response.writeHead(302, { location: '/round' }).end()
  const status = Number(/^\/(\d+)$/.exec(request.url ?? '')?.[1])
  if (status) return void response.writeHead(status, { location: `${there()}/end` }).end()
  response.end('here')
}
const [first, second] = [createServer(answer('here')), createServer(answer('there'))]
const addressOf = (server: typeof first) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const here = () => addressOf(first)
const there = () => addressOf(second)
const http = createHttpService({ policy: { allow_private: true } })

before(async () => {
  for (const server of [first, second]) await once(server.listen(0, '127.0.0.1'), 'listening')
})
after(async () => {
  await http.close()
  first.close()
  second.close()
})

test('a redirect to another server carries no header that could hold a key', async () => {
  const headers = { 'x-api-key': 'k', 'x-other-key': 'k', authorization: 'Bearer k', accept: 'text/plain' }
  const response = await http.fetch(`${here()}/302`, { headers })
  assert.equal(await response.text(), 'here')
  const [own, other] = seen.splice(0)
  assert.equal(own?.headers['x-api-key'], 'k')
  assert.equal(other?.at, 'there')
  for (const name of ['x-api-key', 'x-other-key', 'authorization'])
    assert.equal(other?.headers[name], undefined)
  assert.equal(other?.headers['accept'], 'text/plain')
})

test('a body goes along where the method stays, and not where it becomes GET', async () => {
  for (const [status, method, body] of [
    ['307', 'POST', 'data'],
    ['303', 'GET', ''],
  ] as const) {
    await (await http.fetch(`${here()}/${status}`, { method: 'POST', body: 'data' })).text()
    const [, other] = seen.splice(0)
    assert.deepEqual([other?.method, other?.body], [method, body])
  }
})

test('circles end, and who wants to see a redirect sees it', async () => {
  await assert.rejects(http.fetch(`${here()}/round`))
  const manual = await http.fetch(`${here()}/302`, { redirect: 'manual' })
  assert.equal(manual.status, 302)
  await manual.text()
  seen.length = 0
})

test('a request carries no header there either that is named like something to sign in with', async () => {
  const headers = { 'X-Door-Key': 'k', 'x-session-token': 'k', Cookie: 'a=b', 'x-trace': 't', 'x-odd': 'k' }
  await http.request({ url: `${here()}/302`, headers, private_headers: ['X-Odd'] })
  const [own, other] = seen.splice(0)
  assert.equal(own?.headers['x-door-key'], 'k')
  for (const name of ['x-door-key', 'x-session-token', 'cookie', 'x-odd'])
    assert.equal(other?.headers[name], undefined, name)
  assert.equal(other?.headers['x-trace'], 't')
})
