import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { JsonObject } from '@llamanexus/workflow'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()
const tokens: string[] = []
const [here, there] = [createServer(answer), createServer(answer)]

before(async () => {
  for (const server of [here, there]) await once(server.listen(0, '127.0.0.1'), 'listening')
})
after(() => {
  here.close()
  there.close()
})

const hostOf = (server: typeof here) => `127.0.0.1:${(server.address() as AddressInfo).port}`
const url = (path: string) => `http://${hostOf(here)}${path}`

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = ''
  for await (const piece of request) body += String(piece)
  const { pathname, search } = new URL(request.url ?? '/', 'http://local')
  const { authorization = '' } = request.headers
  switch (pathname) {
    case '/away':
      return void response.writeHead(307, { location: `http://${hostOf(there)}/echo` }).end()
    case '/token': {
      // A server that takes the client in the body only.
      if (!body.includes('client_secret=a+secret'))
        return void response.writeHead(401).end('{"error":"invalid_client"}')
      tokens.push(`token-${tokens.length + 1}`)
      return void response.end(JSON.stringify({ access_token: tokens.at(-1), expires_in: 3600 }))
    }
    case '/refused':
      return void response.writeHead(401).end()
    case '/only-newest':
      if (authorization !== `Bearer ${tokens.at(-1)}`) return void response.writeHead(401).end()
  }
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ headers: request.headers, search }))
}

const ask = async (credential: string, path = '/echo', config: JsonObject = {}) => {
  const { outputs } = await world.run('http_request', {
    config: { credential, ...config },
    inputs: { url: url(path) },
  })
  return outputs as { status: number; response: { headers: Record<string, string>; search: string } }
}

const add = (type: 'bearer' | 'basic' | 'api_key' | 'oauth2', values: Record<string, string>) =>
  world.addCredential({ type, values, hosts: [hostOf(here)] })

test('a credential signs the request in, in the way of its type', async () => {
  const bearer = await ask(await add('bearer', { token: 'abc' }))
  assert.equal(bearer.response.headers.authorization, 'Bearer abc')
  const basic = await ask(await add('basic', { username: 'ada', password: 'p:w' }))
  assert.equal(basic.response.headers.authorization, `Basic ${Buffer.from('ada:p:w').toString('base64')}`)
  const header = await ask(await add('api_key', { key: 'k1', name: 'X-Door' }))
  assert.equal(header.response.headers['x-door'], 'k1')
  const plain = await ask(await add('api_key', { key: 'k2' }))
  assert.equal(plain.response.headers['x-api-key'], 'k2')
  const query = await ask(await add('api_key', { key: 'k&3', name: 'key', in: 'query' }))
  assert.equal(query.response.search, '?key=k%263')
})

test('a credential goes before what is typed in the node', async () => {
  const typed = { auth: { type: 'bearer', credentials: { token: 'typed' } } }
  const { response } = await ask(await add('bearer', { token: 'kept' }), '/echo', typed)
  assert.equal(response.headers.authorization, 'Bearer kept')
})

test('a credential goes to the hosts that it names only', async () => {
  const elsewhere = await world.addCredential({
    type: 'bearer',
    values: { token: 'abc' },
    hosts: ['good.example'],
  })
  await assert.rejects(ask(elsewhere), { code: 'credential_host', field: 'credential', retryable: false })
  await assert.rejects(ask('none'), { code: 'credential_missing', field: 'credential' })
  const database = await world.addCredential({
    type: 'database',
    values: { url: 'postgres://a:b@127.0.0.1/c' },
  })
  await assert.rejects(ask(database), { code: 'credential_type', field: 'credential' })
})

test('a redirect to another host carries none of it, whatever the header is called', async () => {
  for (const [id, name] of [
    [await add('bearer', { token: 'abc' }), 'authorization'],
    [await add('api_key', { key: 'abc', name: 'X-Door' }), 'x-door'],
  ] as const) {
    const { response } = await ask(id, '/away')
    assert.equal(response.headers.host, hostOf(there))
    assert.equal(response.headers[name], undefined)
  }
})

test('a token is fetched once, kept, and fetched anew when the server no longer takes it', async () => {
  const id = await add('oauth2', { token_url: url('/token'), client_id: 'me', client_secret: 'a secret' })
  for (const _ of [1, 2]) assert.equal((await ask(id)).response.headers.authorization, 'Bearer token-1')
  assert.equal(tokens.length, 1)
  tokens.push('the server forgot the first')
  assert.equal((await ask(id, '/only-newest')).status, 200)
  assert.equal(tokens.at(-1), 'token-3')
  assert.equal((await ask(id, '/refused')).status, 401, 'asked for another token once, not for ever')
})

test('a token server that refuses is an error that says so', async () => {
  const id = await add('oauth2', { token_url: url('/token'), client_id: 'me', client_secret: 'wrong' })
  await assert.rejects(ask(id), (error: { code: string; message: string }) => {
    assert.equal(error.code, 'sign_in_failed')
    assert.match(error.message, /401, invalid_client/)
    return true
  })
})
