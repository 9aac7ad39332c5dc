import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TemplateInfo } from '@llamanexus/contract'
import type { JsonObject, Workflow } from '@llamanexus/workflow'
import { openTestServer, problemIn, type TestServer } from '../testing/test_server.ts'

const path = '/api/v1/workflows/templates'

let api: TestServer
before(async () => void (api = await openTestServer()))
after(() => api.close())

const listed = async () =>
  (await api.send<{ items: TemplateInfo[]; total: number }>('GET', `${path}?limit=50`)).body

/** What a form sends that was left as it was. */
const defaultsOf = ({ parameters_schema }: TemplateInfo): JsonObject =>
  Object.fromEntries(
    Object.entries((parameters_schema.properties ?? {}) as Record<string, JsonObject>).flatMap(
      ([name, property]) => (property.default === undefined ? [] : [[name, property.default]]),
    ),
  )

test('what a template proposes makes the same workflow as saying nothing', async () => {
  const { items, total } = await listed()
  assert.equal(items.length, total)
  for (const template of items) {
    const make = async (body: JsonObject) =>
      (await api.send<Workflow>('POST', `${path}/${template.id}/instantiate`, { body })).body.variables
    const proposed = await make(defaultsOf(template))
    assert.deepEqual(proposed, await make({}), template.id)
    assert.doesNotMatch(JSON.stringify([template, proposed]), /\{server_url\}/)
  }
})

test('a parameter of another kind is refused and named, and so is a template that there is not', async () => {
  const wrong = await api.send('POST', `${path}/agentic-loop/instantiate`, { body: { turns: 'many' } })
  const problem = problemIn(wrong)
  assert.deepEqual([problem.status, problem.code], [422, 'parameters_invalid'])
  assert.equal(problem.errors?.[0]?.pointer, '/turns')
  const none = problemIn(await api.send('POST', `${path}/nothing/instantiate`, { body: {} }))
  assert.deepEqual([none.status, none.code], [404, 'template_not_found'])
})
