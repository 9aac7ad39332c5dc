import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { CredentialService } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { stringify } from 'yaml'
import { createFileService } from '../files/index.ts'
import { createHttpService } from '../http/index.ts'
import { createOpenApiService } from './openapi_service.ts'

const refuse = () => Promise.reject(new Error('not asked'))
const credentials: CredentialService = { open: refuse, authorize: refuse }

/** What the servers give by path; what is not there echoes the request. */
const served = new Map<string, string>()
const asked: string[] = []

const workspace = await mkdtemp(join(tmpdir(), 'llamanexus-openapi-'))
const [web, hidden] = [startServer(), startServer()]
const base = await listening(web)
/** Not let through by the policy, as an address of one's own network. */
const inside = await listening(hidden)
const http = createHttpService({ policy: { allow: [new URL(base).host] } })
let clock = 0
const openapi = createOpenApiService({
  http,
  files: createFileService({ root: workspace }),
  credentials,
  fresh_ms: 1_000,
  now: () => clock,
})

after(async () => {
  await Promise.all([openapi.close(), http.close()])
  web.close()
  hidden.close()
  await rm(workspace, { recursive: true })
})
beforeEach(() => {
  served.clear()
  asked.length = 0
  clock += 100_000
})

const ORDER = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, parts: { type: 'array', items: { $ref: '#/Order' } } },
}

/** An API whose path, parameter and body stand in documents of their own. */
const root = (more: JsonObject = {}): JsonObject => ({
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  servers: [{ url: base }],
  paths: { '/orders/{id}': { $ref: 'paths/order.yaml' } },
  ...more,
})
const PATH = {
  parameters: [{ $ref: '../common.json#/Id' }],
  put: {
    operationId: 'putOrder',
    requestBody: { content: { 'application/json': { schema: { $ref: '../schemas.yaml#/Order' } } } },
    responses: { 200: { $ref: '../never-asked-for.yaml' } },
  },
}
const COMMON = { Id: { name: 'id', in: 'path', required: true, schema: { type: 'string' } } }

const parts: [string, JsonObject][] = [
  ['paths/order.yaml', PATH],
  ['common.json', COMMON],
  ['schemas.yaml', { Order: ORDER }],
]

const put = async (spec: string, body: JsonValue) => {
  const response = await openapi.call({ spec, operation: 'putOrder', args: { id: '7', body } })
  return JSON.parse(new TextDecoder().decode(response.body)) as { url: string; body: string }
}

for (const [where, give, spec] of [
  ['on the web', serve, `${base}/api/openapi.yaml`],
  ['in the workspace', write, 'api/openapi.yaml'],
] as const)
  test(`documents beside each other ${where} are read as one`, async () => {
    await give('api/openapi.yaml', root())
    for (const [path, part] of parts) await give(`api/${path}`, part)
    const { operations } = await openapi.describe(spec)
    assert.deepEqual(
      operations.map(({ id }) => id),
      ['putOrder'],
    )
    const seen = await put(spec, { name: 'tea', parts: [{ name: 'leaf' }] })
    assert.deepEqual([seen.url, JSON.parse(seen.body).name], ['/orders/7', 'tea'])
    await assert.rejects(put(spec, { name: 'tea', parts: [{}] }), {
      code: 'args_invalid',
      message: /"body\.parts\.0\.name" is missing/,
    })
    assert.ok(!asked.some((url) => url.includes('never')))
  })

test('a text and a file may refer to addresses, and all is kept with the description', async () => {
  for (const [path, part] of parts) serve(`api/${path}`, part)
  const text = JSON.stringify(root({ paths: { '/orders/{id}': { $ref: `${base}/api/paths/order.yaml` } } }))
  await write('api.json', JSON.parse(text))
  for (const spec of [text, 'api.json']) {
    assert.equal((await openapi.operation(spec, 'putOrder')).method, 'PUT')
    assert.equal((await openapi.operation(spec, 'putOrder')).method, 'PUT')
  }
  assert.deepEqual(asked.toSorted(), ['/api/common.json', '/api/paths/order.yaml', '/api/schemas.yaml'])
})

test('a part that has changed is noticed, and nothing is put together anew while none has', async () => {
  serve('api/openapi.yaml', root())
  for (const [path, part] of parts) serve(`api/${path}`, part)
  const spec = `${base}/api/openapi.yaml`
  await put(spec, { name: 'tea' })
  const { parsed } = openapi.counts
  clock += 2_000
  await put(spec, { name: 'tea' })
  assert.equal(openapi.counts.parsed, parsed)
  serve('api/schemas.yaml', { Order: { ...ORDER, required: ['size'] } })
  clock += 2_000
  await assert.rejects(put(spec, { name: 'tea' }), { message: /"body\.size" is missing/ })
})

describe('what cannot be followed names the reference, and leaves all that does without it alone', () => {
  /** Two operations: one needs what `$ref` leads to. */
  const needing = ($ref: string): JsonObject => ({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    servers: [{ url: base }],
    paths: {
      '/good': { get: { operationId: 'good' } },
      '/bad': {
        post: {
          operationId: 'bad',
          requestBody: { content: { 'application/json': { schema: { $ref } } } },
        },
      },
    },
  })
  const rejects = async (spec: string, expected: object) => {
    assert.equal((await openapi.call({ spec, operation: 'good', args: {} })).status, 200)
    await assert.rejects(openapi.operation(spec, 'bad'), { field: 'spec_url', ...expected })
  }

  before(() => mkdir(join(workspace, 'specs'), { recursive: true }))

  test('a private address', async () => {
    serve('secret.yaml', { Order: ORDER })
    serve('api.yaml', needing(`${inside}/secret.yaml#/Order`))
    await rejects(`${base}/api.yaml`, {
      code: 'address_refused',
      message: new RegExp(`${inside}/secret\\.yaml#/Order in ${base}/api\\.yaml cannot be followed`),
      retryable: false,
    })
    assert.ok(!asked.includes('/secret.yaml'))
  })

  test('a redirect to a private address', async () => {
    serve('secret.yaml', ORDER)
    serve('api.yaml', needing('moved.yaml'))
    served.set('/moved.yaml', `-> ${inside}/secret.yaml`)
    await rejects(`${base}/api.yaml`, { code: 'address_refused', message: /moved\.yaml/ })
    assert.ok(!asked.includes('/secret.yaml'))
  })

  test('an address that answers with an error, asked again when some time has gone by', async () => {
    served.set('/gone.yaml', '404')
    const spec = JSON.stringify(needing(`${base}/gone.yaml`))
    await rejects(spec, { code: 'spec_unreachable', message: /gone\.yaml cannot be followed: .*404/ })
    serve('gone.yaml', { type: 'object' })
    await rejects(spec, { code: 'spec_unreachable' })
    clock += 20_000
    assert.equal((await openapi.operation(spec, 'bad')).method, 'POST')
  })

  test('a file that is missing, until it is there', async () => {
    await write('specs/api.yaml', needing('./missing.yaml#/Order'))
    await rejects('specs/api.yaml', {
      code: 'file_missing',
      message: /\.\/missing\.yaml#\/Order in specs\/api\.yaml cannot be followed/,
    })
    await write('specs/missing.yaml', { Order: ORDER })
    assert.equal((await openapi.operation('specs/api.yaml', 'bad')).method, 'POST')
  })

  test('a file outside of the workspace', async () => {
    await write('specs/api.yaml', needing('../../../etc/passwd'))
    await rejects('specs/api.yaml', { code: 'path_outside', message: /etc\/passwd in specs/ })
  })

  for (const ref of ['file:///etc/passwd', 'ftp://example.com/a.yaml', '//example.com/a.yaml'])
    test(`${ref} in a file`, async () => {
      await write('specs/api.yaml', needing(ref))
      await rejects('specs/api.yaml', { code: 'spec_unsupported', message: /http and https/ })
    })

  test('a file of this machine in a document of the web', async () => {
    serve('api.yaml', needing('file:///etc/passwd'))
    await rejects(`${base}/api.yaml`, { code: 'spec_unsupported', message: /file:\/\/\/etc\/passwd/ })
  })

  test('a file beside a text', async () => {
    await rejects(JSON.stringify(needing('./order.yaml')), {
      code: 'spec_unsupported',
      message: /order\.yaml cannot be followed: .*given as text/,
      hint: /Save it as a file/,
    })
  })

  test('a pointer to nothing', async () => {
    serve('api.yaml', needing('schemas.yaml#/Nothing/of~1this'))
    serve('schemas.yaml', { Order: ORDER })
    await rejects(`${base}/api.yaml`, {
      code: 'spec_invalid',
      message: new RegExp(`${base}/schemas\\.yaml#/Nothing/of~1this leads nowhere`),
    })
  })

  test('a document that is none', async () => {
    serve('api.yaml', needing('broken.json'))
    served.set('/broken.json', '{ "a": ')
    await rejects(`${base}/api.yaml`, { code: 'spec_invalid', message: /broken\.json/ })
  })

  test('an anchor', async () => {
    serve('api.yaml', needing('schemas.yaml#order'))
    serve('schemas.yaml', { Order: ORDER })
    await rejects(`${base}/api.yaml`, { code: 'spec_unsupported', message: /"#order" is neither an anchor/ })
  })

  test('references in a circle', async () => {
    serve('api.yaml', {
      ...needing('#/components/schemas/Order'),
      paths: {
        '/good': { get: { operationId: 'good' } },
        '/bad': { get: { operationId: 'bad', parameters: [{ $ref: 'a.yaml#/A' }] } },
      },
    })
    serve('a.yaml', { A: { $ref: 'b.yaml#/B' } })
    serve('b.yaml', { B: { $ref: 'a.yaml#/A' } })
    await rejects(`${base}/api.yaml`, { code: 'spec_invalid', message: /goes in circles/ })
  })

  test('schemas in a circle over documents are no mistake', async () => {
    serve('api.yaml', needing('a.yaml#/A'))
    serve('a.yaml', { A: { type: 'object', properties: { b: { $ref: 'b.yaml#/B' } } } })
    serve('b.yaml', {
      B: {
        type: 'object',
        required: ['n'],
        properties: { a: { $ref: 'a.yaml#/A' }, root: { $ref: 'api.yaml#/info' } },
      },
    })
    const call = (body: JsonValue) =>
      openapi.call({ spec: `${base}/api.yaml`, operation: 'bad', args: { body } })
    assert.equal((await call({ b: { n: 1, a: { b: { n: 2 } } } })).status, 200)
    await assert.rejects(call({ b: { n: 1, a: { b: {} } } }), { message: /"body\.b\.a\.b\.n" is missing/ })
  })
})

describe('there is an end to what is read', () => {
  const start = (ref: string) =>
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      paths: {},
      components: { schemas: { A: { $ref: `${base}/${ref}` } } },
    })

  test('one document that leads to the next without end', async () => {
    served.set('/chain', 'chain')
    await assert.rejects(openapi.describe(start('chain/0')), {
      code: 'spec_too_large',
      field: 'spec_url',
      message: /over more than 20 documents.*chain\/20$/,
    })
    assert.ok(asked.length <= 21)
  })

  test('too many documents at once', async () => {
    serve(
      'many.yaml',
      Array.from({ length: 600 }, (_, n) => ({ $ref: `many/${n}.yaml` })) as unknown as JsonObject,
    )
    await assert.rejects(openapi.describe(start('many.yaml')), {
      code: 'spec_too_large',
      message: /to more than 500 documents/,
    })
    assert.equal(asked.length, 1)
  })

  test('too many bytes', async () => {
    const filler = 'x'.repeat(20 * 1024 * 1024)
    for (const n of [0, 1, 2]) serve(`fat/${n}.json`, { filler, next: { $ref: `${n + 1}.json` } })
    await assert.rejects(openapi.describe(start('fat/0.json')), {
      code: 'spec_too_large',
      message: /to more than 50 MB/,
    })
  })
})

test('a `$ref` in an example is data, and one of that name in a schema is a property', async () => {
  serve('api.json', {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    servers: [{ url: base }],
    paths: {
      '/a': {
        post: {
          operationId: 'a',
          requestBody: {
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: { $ref: { type: 'string' }, example: { $ref: 'text.json' } },
                  example: { $ref: 'never.json' },
                },
              },
            },
          },
        },
      },
    },
  })
  serve('text.json', { type: 'string' })
  const call = (body: JsonValue) => openapi.call({ spec: `${base}/api.json`, operation: 'a', args: { body } })
  assert.equal((await call({ $ref: 'x', example: 'y' })).status, 200)
  await assert.rejects(call({ example: 1 }), { code: 'args_invalid', message: /body\.example/ })
  assert.ok(!asked.includes('/never.json'))
})

function serve(path: string, document: JsonObject): void {
  served.set(`/${path}`, path.endsWith('.json') ? JSON.stringify(document) : stringify(document))
}

async function write(path: string, document: JsonObject): Promise<void> {
  await mkdir(dirname(join(workspace, path)), { recursive: true })
  await writeFile(join(workspace, path), stringify(document))
}

function startServer(): Server {
  return createServer(async (request, response) => {
    const { url = '' } = request
    const text = served.get(url) ?? (url.startsWith('/chain') ? served.get('/chain') : undefined)
    if (text !== undefined) asked.push(url)
    if (text === 'chain')
      return void response.end(JSON.stringify({ $ref: `${Number(url.split('/').at(-1)) + 1}` }))
    if (text === '404') return void response.writeHead(404).end()
    if (text?.startsWith('-> ')) return void response.writeHead(302, { location: text.slice(3) }).end()
    if (text !== undefined) return void response.end(text)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    response.end(JSON.stringify({ url, body: Buffer.concat(chunks).toString() }))
  })
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
