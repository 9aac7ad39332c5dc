import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Route, routes } from '@llamanexus/contract'
import { Compile } from 'typebox/compile'
import { openapiDocument } from './openapi_document.ts'

interface Operation {
  operationId: string
  parameters?: { name: string; in: string; schema: Record<string, unknown> }[]
  responses: Record<string, { content?: Record<string, { schema: Record<string, unknown> }> }>
}

const document = JSON.parse(JSON.stringify(openapiDocument({ version: '1.0.0' }))) as {
  openapi: string
  paths: Record<string, Record<string, Operation>>
}

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
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))
    assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length)
    for (const { parameters = [], responses } of operations) {
      for (const { schema } of parameters) Compile(schema)
      for (const { content = {} } of Object.values(responses))
        for (const { schema } of Object.values(content)) if (!('$ref' in schema)) Compile(schema)
    }
  })
})
