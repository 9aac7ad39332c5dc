import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, beforeEach, test } from 'node:test'
import { type Authorization, type CredentialService, type FileService, NodeError } from '@llamanexus/node-sdk'
import { createHttpService } from '../http/index.ts'
import { createOpenApiService } from './openapi_service.ts'

const seen: string[] = []
const hostOf = (server: Server) => `127.0.0.1:${(server.address() as AddressInfo).port}`
const spec = (rest = {}) => ({ openapi: '3.1.0', info: { title: 'Private', version: '1' }, ...rest })

const servers = ['own', 'other'].map((name) =>
  createServer((request, response) => {
    const { authorization } = request.headers
    seen.push(`${name} ${request.url} ${authorization ?? '-'}`)
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x')
    const isIn = authorization === 'Bearer good' || searchParams.get('key') === 'k3y'
    if (pathname === '/open.json' ? authorization !== undefined : name === 'own' && !isIn)
      return void response.writeHead(401).end()
    response.end(JSON.stringify(documents[pathname]))
  }),
) as [Server, Server]
for (const server of servers) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
}
const [own, other] = servers.map(hostOf) as [string, string]
const operation = (ref: string) => ({ post: { operationId: 'make', requestBody: { $ref: ref } } })
const documents: Record<string, unknown> = {
  '/open.json': spec(),
  '/api.json': spec({ paths: { '/a': operation('parts.json#/bodies/A') } }),
  '/leads.json': spec({ paths: { '/a': operation(`http://${own}/parts.json#/bodies/A`) } }),
  '/parts.json': { bodies: { A: { content: { 'application/json': { schema: { type: 'integer' } } } } } },
}

const credentials: CredentialService = {
  open: () => Promise.reject(new Error('unused')),
  async authorize({ id, url, renew }): Promise<Authorization> {
    if (new URL(url).host !== own) throw new NodeError('credential_host', 'not for that host')
    if (id === 'in_query') return { headers: {}, query: { key: 'k3y' } }
    const isGood = id === 'good' || (id === 'renewed' && renew)
    return { headers: { authorization: `Bearer ${isGood ? 'good' : 'bad'}` }, query: {} }
  },
}
const http = createHttpService({ policy: { allow_private: true } })
const files = {} as FileService
const openapi = createOpenApiService({ http, files, credentials })
beforeEach(() => void (seen.length = 0))
after(async () => {
  await openapi.close()
  await http.close()
  for (const server of servers) server.close()
})
const bodyOf = async (spec: string, credential?: string) =>
  (await openapi.operation(spec, 'make', { credential })).parameters['properties']

test('a description and what it refers to on its host are read with the credential that names the host', async () => {
  for (const credential of ['good', 'renewed', 'in_query'])
    assert.ok(await bodyOf(`http://${own}/api.json`, credential), credential)
  assert.ok(seen.includes('own /parts.json Bearer good'))
  assert.ok(seen.includes('own /parts.json?key=k3y -'))
})

test('what was read with a credential is not shown without it, nor with another one', async () => {
  await bodyOf(`http://${own}/api.json`, 'good')
  for (const credential of [undefined, 'bad'])
    await assert.rejects(openapi.describe(`http://${own}/api.json`, { credential }), {
      code: 'spec_unreachable',
      hint: credential ? /credential has to name the host/ : /choose a credential that names its host/,
    })
})

test('a host that the credential does not name is asked without it', async () => {
  assert.equal((await openapi.describe(`http://${other}/open.json`, { credential: 'good' })).title, 'Private')
  assert.deepEqual(seen, ['other /open.json -'])
})

test('a description that is open to all is read although the credential is not good for it', async () => {
  assert.equal((await openapi.describe(`http://${own}/open.json`, { credential: 'bad' })).title, 'Private')
})

test('a description elsewhere has no request signed to the host of the credential', async () => {
  await assert.rejects(bodyOf(`http://${other}/leads.json`, 'good'), { code: 'spec_unreachable' })
  assert.deepEqual(seen, ['other /leads.json -', 'own /parts.json -'])
})
