import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import type { CredentialService, FileService, OpenCredential } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { stringify } from 'yaml'
import { createHttpService } from '../http/index.ts'
import { createOpenApiService } from './openapi_service.ts'

interface Seen {
  method: string
  url: string
  headers: Record<string, string>
  body: string
}

const specs: Record<string, { text: string; etag?: string }> = {}
let unchanged = 0
const server = createServer(async (request, response) => {
  const spec = specs[request.url ?? '']
  if (spec) {
    if (spec.etag && request.headers['if-none-match'] === spec.etag) {
      unchanged += 1
      return void response.writeHead(304).end()
    }
    return void response.writeHead(200, spec.etag ? { etag: spec.etag } : {}).end(spec.text)
  }
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { method, url, headers } = request
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString('latin1') }))
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const http = createHttpService({ policy: { allow_private: true } })
const credentials: CredentialService = {
  open: async ({ id }) =>
    ({ id, name: id, type: id === 'key' ? 'api_key' : 'bearer', values: { key: 'k3y' } }) as OpenCredential,
  authorize: async ({ renew }) => ({
    headers: { authorization: renew ? 'Bearer new' : 'Bearer t0ken' },
    query: {},
  }),
}
const files = { read: async () => Buffer.from(JSON.stringify(shop('3.1.0'))) } as unknown as FileService
const openapi = createOpenApiService({ http, files, credentials, fresh_ms: 0 })
after(async () => {
  await openapi.close()
  await http.close()
  server.close()
})

function shop(version: string): JsonObject {
  return {
    openapi: version,
    info: { title: 'Shop', version: '1' },
    servers: [
      {
        url: `${base}/{stage}`,
        variables: { stage: { default: 'v1', enum: ['v1', 'v2'] } },
      },
    ],
    security: [{ token: [] }],
    paths: {
      '/orders/{id}': {
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          { $ref: '#/components/parameters/Trace' },
        ],
        get: {
          operationId: 'getOrder',
          parameters: [
            {
              name: 'fields',
              in: 'query',
              style: 'pipeDelimited',
              explode: false,
              schema: { type: 'array' },
            },
            { name: 'filter', in: 'query', style: 'deepObject', schema: { type: 'object' } },
            { name: 'json', in: 'query', content: { 'application/json': { schema: { type: 'object' } } } },
            { name: 'session', in: 'cookie', schema: { type: 'string' } },
            { name: 'id', in: 'query', schema: { type: 'integer', maximum: 9 } },
          ],
        },
        put: {
          operationId: 'putOrder',
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
          },
        },
      },
      '/form': {
        post: {
          operationId: 'form',
          security: [],
          requestBody: {
            content: { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } },
          },
        },
      },
      '/upload': {
        post: {
          operationId: 'upload',
          security: [{ key: [] }],
          requestBody: {
            content: {
              'multipart/form-data': {
                schema: {
                  type: 'object',
                  required: ['file'],
                  properties: { file: { type: 'string', format: 'binary' }, note: { type: 'string' } },
                },
              },
              'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
            },
          },
        },
      },
      '/elsewhere': { get: { parameters: [{ $ref: 'ftp://other.example/p.yaml#/Page' }] } },
    },
    components: {
      parameters: { Trace: { name: 'X-Trace', in: 'header', schema: { type: 'string' } } },
      schemas: {
        Order: {
          type: 'object',
          required: ['name', 'id'],
          properties: {
            id: { type: 'string', readOnly: true },
            name: { type: 'string' },
            note: version.startsWith('3.0')
              ? { type: 'string', nullable: true }
              : { type: ['string', 'null'] },
            size: version.startsWith('3.0')
              ? { type: 'number', minimum: 0, exclusiveMinimum: true }
              : { type: 'number', exclusiveMinimum: 0 },
            parts: { type: 'array', items: { $ref: '#/components/schemas/Order' } },
          },
        },
      },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        key: { type: 'apiKey', in: 'query', name: 'api_key' },
      },
    },
  }
}

const call = async (operation: string, args: JsonObject, more = {}, spec = JSON.stringify(shop('3.1.0'))) =>
  JSON.parse(new TextDecoder().decode((await openapi.call({ spec, operation, args, ...more })).body)) as Seen

test('writes parameters into path, query, header and cookie in their styles', async () => {
  const seen = await call('getOrder', {
    id: 'a/b',
    'X-Trace': 't1',
    fields: ['a', 'b'],
    filter: { size: 'big' },
    json: { a: 1 },
    session: 's1',
    query_id: 7,
  })
  assert.equal(seen.url, '/v1/orders/a%2Fb?fields=a%7Cb&filter%5Bsize%5D=big&json=%7B%22a%22%3A1%7D&id=7')
  assert.deepEqual([seen.headers['x-trace'], seen.headers['cookie']], ['t1', 'session=s1'])
})

for (const version of ['3.0.3', '3.1.0'])
  for (const [form, write] of [
    ['JSON', JSON.stringify],
    ['YAML', stringify],
  ] as const)
    test(`checks bodies against recursive schemas of ${version} in ${form}, naming what does not fit`, async () => {
      const spec = write(shop(version))
      const put = (body: JsonObject) => call('putOrder', { id: '1', body }, {}, spec)
      const seen = await put({ name: 'tea', note: null, size: 1, parts: [{ name: 'leaf' }] })
      assert.equal(seen.headers['content-type'], 'application/json')
      assert.match(seen.body, /leaf/)
      await assert.rejects(put({ name: 'tea', parts: [{ size: 1 }] }), {
        code: 'args_invalid',
        field: 'body',
        message: /"body\.parts\.0\.name" is missing/,
      })
      await assert.rejects(put({ name: 'tea', size: 0 }), { code: 'args_invalid', message: /body\.size/ })
    })

test('names arguments that are missing, unknown or wrong, before anything is sent', async () => {
  await assert.rejects(call('getOrder', {}), { field: 'id', message: /"id" is missing/ })
  await assert.rejects(call('getOrder', { id: 'a', colour: 'red' }), { field: 'colour' })
  await assert.rejects(call('getOrder', { id: 'a', query_id: 10 }), { field: 'query_id' })
})

test('writes forms, files and bytes', async () => {
  const form = await call('form', { body: { a: 'x y', list: [1, 2], deep: { b: 1 } } })
  assert.equal(form.body, 'a=x%20y&list=1&list=2&deep=%7B%22b%22%3A1%7D')
  const file = {
    base64: Buffer.from('bytes').toString('base64'),
    content_type: 'text/plain',
    filename: 'a.txt',
  }
  const upload = await call('upload', { body: { file, note: 'hi' } })
  assert.match(upload.headers['content-type'] ?? '', /^multipart\/form-data; boundary=/)
  assert.match(upload.body, /name="file"; filename="a\.txt"\r\nContent-Type: text\/plain\r\n\r\nbytes/)
  await assert.rejects(call('upload', { body: { note: 'hi' } }), { message: /"body\.file" is missing/ })
  const raw = await call('upload', { body: file }, { content_type: 'application/octet-stream' })
  assert.equal(raw.body, 'bytes')
})

test('signs in as the description asks for', async () => {
  assert.equal(
    (await call('getOrder', { id: 'a' }, { credential: 'token' })).headers['authorization'],
    'Bearer t0ken',
  )
  assert.match((await call('upload', {}, { credential: 'key' })).url, /\?api_key=k3y$/)
  assert.equal((await call('form', {}, { credential: 'token' })).headers['authorization'], undefined)
})

test('takes another server, and values for the variables of its address', async () => {
  assert.match((await call('getOrder', { id: 'a' }, { server_variables: { stage: 'v2' } })).url, /^\/v2\//)
  await assert.rejects(call('getOrder', { id: 'a' }, { server_variables: { stage: 'v3' } }), {
    field: 'server_variables',
  })
  assert.match((await call('getOrder', { id: 'a' }, { server: `${base}/other/` })).url, /^\/other\/orders\/a/)
})

test('a file of the workspace, and Swagger 2.0', async () => {
  assert.equal((await openapi.describe('shop.json')).title, 'Shop')
  const swagger = {
    swagger: '2.0',
    info: { title: 'Old', version: '1' },
    host: new URL(base).host,
    basePath: '/old',
    schemes: ['http'],
    paths: {
      '/p/{id}': {
        get: {
          operationId: 'old',
          parameters: [
            { name: 'id', in: 'path', required: true, type: 'string' },
            {
              name: 'tags',
              in: 'query',
              type: 'array',
              items: { type: 'string' },
              collectionFormat: 'multi',
            },
          ],
        },
      },
    },
  }
  assert.equal(
    (await call('old', { id: 'x', tags: ['a', 'b'] }, {}, JSON.stringify(swagger))).url,
    '/old/p/x?tags=a&tags=b',
  )
})

test('what cannot be used is told', async () => {
  await assert.rejects(call('GET /elsewhere', {}), { code: 'spec_unsupported', message: /other\.example/ })
  await assert.rejects(call('orders', {}), { code: 'operation_unknown', hint: /getOrder/ })
  await assert.rejects(openapi.describe('{"openapi": "1.0"}'), { code: 'spec_invalid' })
  await assert.rejects(openapi.describe('{"a": '), { code: 'spec_invalid', field: 'spec_url' })
  await assert.rejects(openapi.describe(`${base.replace('http', 'ftp')}/x\n: [`), { code: 'spec_invalid' })
})

test('thousands of operations are parsed once, and fetched again only when they have changed', async () => {
  const paths = Object.fromEntries(
    Array.from({ length: 3000 }, (_, n) => [`/things/${n}`, { get: { operationId: `op${n}` } }]),
  )
  const text = JSON.stringify({ openapi: '3.1.0', info: { title: 'Big', version: '1' }, paths })
  specs['/big.json'] = { text, etag: '"a"' }
  const before = openapi.counts.parsed
  const url = `${base}/big.json`
  const all = await Promise.all([openapi.describe(url), openapi.describe(url)])
  assert.equal(all[0].operations.length, 3000)
  assert.equal((await openapi.operation(url, 'op2999')).path, '/things/2999')
  await openapi.operation(url, 'GET /things/5')
  assert.equal(openapi.counts.parsed, before + 1)
  assert.equal(unchanged, 2)
  specs['/big.json'] = { text: text.replace('Big', 'Bigger'), etag: '"b"' }
  assert.equal((await openapi.describe(url)).title, 'Bigger')
  assert.equal(openapi.counts.parsed, before + 2)
})

test('the arguments of an operation are small whatever they refer to', async () => {
  const { parameters } = await openapi.operation(JSON.stringify(shop('3.1.0')), 'putOrder')
  assert.deepEqual(parameters['required'], ['id', 'body'])
  const { body } = parameters['properties'] as Record<string, JsonObject>
  assert.equal(body?.['type'], 'object')
  assert.match(String(body?.['description']), /Fields: id, name/)
  assert.ok(!JSON.stringify(parameters).includes('$ref'))
})
