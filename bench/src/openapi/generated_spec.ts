import type { JsonObject } from '@llamanexus/workflow'

/** A description with `operations` operations, as large APIs publish: shared parameters, bodies and answers by reference. */
export function generatedSpec(operations: number): JsonObject {
  const resources = Math.ceil(operations / METHODS.length)
  const paths: JsonObject = {}
  const schemas: JsonObject = {}
  for (let n = 0; n < resources; n++) {
    schemas[`Thing${n}`] = schemaOf(n, resources)
    paths[`/groups/{group}/things${n}/{id}`] = {
      parameters: [{ $ref: '#/components/parameters/Group' }, { $ref: '#/components/parameters/Id' }],
      ...Object.fromEntries(
        METHODS.slice(0, operations - n * METHODS.length).map((method) => [method, operationOf(method, n)]),
      ),
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'A large API', version: '1' },
    servers: [{ url: 'https://api.example.com/v1' }],
    paths,
    components: { schemas, parameters: PARAMETERS },
  }
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete']

const PARAMETERS: JsonObject = {
  Group: { name: 'group', in: 'path', required: true, schema: { type: 'string', minLength: 1 } },
  Id: { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } },
  Limit: { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 } },
}

function operationOf(method: string, n: number): JsonObject {
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/Thing${n}` } } }
  return {
    operationId: `${method}Thing${n}`,
    summary: `What ${method} does with thing ${n}`,
    description: 'Some words on what becomes of it, who may ask for it, and which limits there are. '.repeat(
      3,
    ),
    tags: [`group ${n % 40}`],
    parameters: [{ $ref: '#/components/parameters/Limit' }],
    ...(method !== 'get' && method !== 'delete' && { requestBody: { required: true, content } }),
    responses: { 200: { description: 'Done', content } },
  }
}

function schemaOf(n: number, resources: number): JsonObject {
  const fields = Array.from({ length: 12 }, (_, at) => [
    `field_${at}`,
    { type: ['string', 'integer', 'boolean'][at % 3] ?? 'string', description: `Field ${at} of thing ${n}` },
  ])
  return {
    type: 'object',
    required: ['field_0'],
    properties: {
      ...Object.fromEntries(fields),
      next: { $ref: `#/components/schemas/Thing${(n + 1) % resources}` },
    },
  }
}
