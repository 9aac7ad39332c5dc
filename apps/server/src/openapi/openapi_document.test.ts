import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Execution, type Route, routes } from '@llamanexus/contract'
import { Compile } from 'typebox/compile'
import { openTestServer } from '../testing/test_server.ts'
import { type OperationExample, operationExamples } from './examples.ts'
import { openapiDocument } from './openapi_document.ts'

interface Operation {
  operationId: string
  requestBody?: { content: Record<string, Media> }
  parameters?: { name: string; in: string; schema: Record<string, unknown> }[]
  responses: Record<string, { content?: Record<string, Media> }>
}

interface Media {
  schema: Record<string, unknown>
  example?: unknown
}

const document = JSON.parse(JSON.stringify(openapiDocument({ version: '1.0.0' }))) as {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Record<string, unknown>> }
}
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))

describe('openapiDocument', () => {
  it('has every route of the contract, with every status it can answer', () => {
    for (const { id, method, path, replies, problems } of Object.values<Route>(routes)) {
      const operation = document.paths[`/api/v1${path}`]?.[method.toLowerCase()]
      assert.equal(operation?.operationId, id)
      for (const status of [...Object.keys(replies), ...problems])
        assert.ok(operation.responses[String(status)], `${id} lacks ${status}`)
    }
  })

  it('names every parameter of a path', () => {
    for (const [path, methods] of Object.entries(document.paths))
      for (const operation of Object.values(methods)) {
        const named = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
        assert.deepEqual(
          named.map(({ name }) => name),
          [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
        )
      }
  })

  it('has unique operation ids and schemas that compile', () => {
    assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length)
    for (const { parameters = [], responses } of operations) {
      for (const { schema } of parameters) Compile(schema)
      for (const { content = {} } of Object.values(responses))
        for (const { schema } of Object.values(content)) if (!('$ref' in schema)) Compile(schema)
    }
  })

  it('shows an example of every body and answer, and each is what its schema says', () => {
    for (const { operationId, requestBody, responses } of operations) {
      const media = Object.entries({ ...responses, body: requestBody }).flatMap(([status, part]) =>
        Object.entries(part?.content ?? {}).map(([type, each]) => ({ status, type, ...each })),
      )
      const json = media.filter(({ type }) => type === 'application/json' || type.endsWith('+json'))
      for (const { status, schema, example } of json) {
        const where = `${operationId} ${status}`
        assert.ok(example !== undefined, `${where} has no example`)
        const own = '$ref' in schema ? document.components.schemas.Problem : schema
        assert.deepEqual(Compile(own ?? {}).Errors(example), [], where)
      }
    }
  })

  it('sends examples that the server takes', async () => {
    const { createWorkflow, executeWorkflow, validateWorkflow, importWorkflow } = operationExamples
    const test = await openTestServer()
    const post = <T>(path: string, { body }: OperationExample) =>
      test.send<T>('POST', `/api/v1/workflows${path}`, { body })
    try {
      const made = await post<{ id: string }>('', createWorkflow)
      assert.equal(made.status, 201)
      const ran = await post<Execution>(`/${made.body.id}/execute?wait=20`, executeWorkflow)
      assert.equal(ran.body.final_output, (executeWorkflow.reply as Execution).final_output)
      assert.deepEqual((await post('/validate', validateWorkflow)).body, { valid: true, findings: [] })
      assert.equal((await post('/import', importWorkflow)).status, 201)
    } finally {
      await test.close()
    }
  })
})
