import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { CredentialService, FileService, HttpService } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { stringify } from 'yaml'
import { createOpenApiService } from './openapi_service.ts'

const kept: Record<string, JsonObject> = {}
const files = {
  read: async ({ path }: { path: string }) => Buffer.from(stringify(kept[path])),
} as unknown as FileService
const openapi = createOpenApiService({ http: {} as HttpService, files, credentials: {} as CredentialService })
after(() => openapi.close())

/** What an operation takes as its body, where the description is `schemas` and a body of this schema. */
async function bodyOf(schema: JsonObject, schemas: JsonObject): Promise<JsonObject> {
  kept['api.yaml'] = {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: {
      '/a': { post: { operationId: 'make', requestBody: { content: { 'application/json': { schema } } } } },
    },
    components: { schemas },
  }
  const { parameters } = await openapi.operation('api.yaml', 'make')
  return (parameters['properties'] as { body: JsonObject }).body
}

const order = { type: 'object', properties: { count: { type: 'integer' } } }

test('an anchor is found, wherever it stands', async () => {
  for (const word of ['$anchor', '$dynamicAnchor'])
    for (const ref of ['$ref', '$dynamicRef'])
      assert.equal(
        (await bodyOf({ [ref]: '#order' }, { 'a/b~c': { [word]: 'order', ...order } }))['description'],
        'Fields: count.',
      )
})

test('an $id is found, whole and relative to the one around it, and gives anchors a place of their own', async () => {
  const schemas = {
    Base: {
      $id: 'https://schemas.example/base',
      $anchor: 'order',
      type: 'string',
      $defs: { inner: { $id: 'inner', ...order, $defs: { count: { $anchor: 'order', type: 'integer' } } } },
    },
    Whole: { $ref: 'https://schemas.example/inner' },
    Relative: { $id: 'https://schemas.example/other', allOf: [{ $ref: 'inner' }] },
  }
  const found = async ($ref: string) => bodyOf({ $ref }, schemas)
  assert.equal((await found('https://schemas.example/base#order'))['type'], 'string')
  assert.equal((await found('https://schemas.example/inner#order'))['type'], 'integer')
  assert.equal((await found('https://schemas.example/inner'))['description'], 'Fields: count.')
  assert.ok(await found('#/components/schemas/Whole'))
  assert.ok(await found('#/components/schemas/Relative'))
})

test('a schema with an $id may point at the document around it', async () => {
  const schemas = { Order: order, Odd: { $id: 'https://x.example/odd', $ref: '#/components/schemas/Order' } }
  assert.ok(await bodyOf({ $ref: '#/components/schemas/Odd' }, schemas))
})

test('an anchor of another document is found, and one that is not there is told', async () => {
  kept['parts.yaml'] = { Order: { $anchor: 'order', ...order } }
  assert.equal((await bodyOf({ $ref: 'parts.yaml#order' }, {}))['description'], 'Fields: count.')
  await assert.rejects(bodyOf({ $ref: 'parts.yaml#toString' }, {}), { code: 'spec_unsupported' })
  await assert.rejects(bodyOf({ $ref: '#nowhere' }, {}), { code: 'spec_unsupported', message: /#nowhere/ })
})

test('names and data are no names of places', async () => {
  const schemas = {
    Named: { properties: { $anchor: { type: 'string' }, $id: { type: 'integer' } } },
    Data: { type: 'string', examples: [{ $anchor: 'order' }], default: { $id: 'x' } },
    Order: { $anchor: 'order', ...order },
  }
  assert.equal((await bodyOf({ $ref: '#order' }, schemas))['description'], 'Fields: count.')
})
