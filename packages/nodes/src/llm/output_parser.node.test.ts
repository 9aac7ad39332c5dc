import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createLlmService } from '@llamanexus/services/llm'
import { type LlmServer, startLlmServer } from '@llamanexus/testing/llm-server'
import { testWorld } from '../test/test_world.ts'

const schema = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer', minimum: 0 } },
  required: ['name', 'age'],
  additionalProperties: false,
}
const world = testWorld()
let server: LlmServer
before(async () => {
  server = await startLlmServer()
})
after(() => server.close())

const parse = (text: string, config = {}) =>
  world.run('output_parser', { inputs: { text }, config: { schema, ...config } })

test('data is found among sentences, and put right where only its form is wrong', async () => {
  const { outputs } = await parse(
    'I think: {"note": 1}\n```json\n{"name": "Ada", "age": "36", "mood": "fine"}\n```',
  )
  assert.deepEqual(outputs, { output: { name: 'Ada', age: 36 }, repaired: false })
})

test('a schema of a single value takes bare text', async () => {
  assert.equal((await parse(' Yes ', { schema: { type: 'boolean' } })).outputs['output'], true)
  assert.equal((await parse('42', { schema: { type: 'number' } })).outputs['output'], 42)
})

test('what does not fit is an error that names each place', async () => {
  await assert.rejects(parse('{"age": -1}'), (error: { code: string; details: { pointer: string }[] }) => {
    assert.equal(error.code, 'output_invalid')
    assert.ok(error.details.some(({ pointer }) => pointer === '/age'))
    assert.equal(error.details.length, 2)
    return true
  })
  await assert.rejects(parse('nothing here'), { code: 'output_invalid', message: /no JSON/ })
  await assert.rejects(parse('{}', { schema: { $ref: '#/none' } }), { code: /config_invalid|output_invalid/ })
})

test('a schema that is none is refused, and does not let everything pass', async () => {
  for (const wrong of [
    { type: 'nonsense' },
    { type: 'object', properties: { a: { type: 'text' } } },
    { type: 'object', required: 'a' },
    { properties: [] },
    { type: 'array', items: 'string' },
  ])
    await assert.rejects(parse('{}', { schema: wrong }), { code: 'config_invalid', field: 'schema' })
  const fine = { type: ['object', 'null'], properties: { type: { type: 'string' }, items: true } }
  assert.deepEqual((await parse('{"type": "a"}', { schema: fine })).outputs['output'], { type: 'a' })
})

test('a model mends it, and is told what is wrong', async () => {
  const services = {
    ...world.services(),
    llm: createLlmService({
      http: world.services().http,
      local_servers: [{ name: 'local', base_url: server.url }],
    }),
  }
  const ask = (...answers: string[]) => {
    server.script(...answers.map((text) => ({ text })))
    const config = { schema, repair: true, model: 'local/test-model' }
    return world.run('output_parser', { inputs: { text: 'Ada is minus one' }, config, services })
  }
  assert.deepEqual((await ask('{"name": "Ada", "age": 1}')).outputs, {
    output: { name: 'Ada', age: 1 },
    repaired: true,
    usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
    cost: 0,
  })
  assert.match(JSON.stringify(server.requests[0]?.body), /no JSON in the text/)
  // An answer by schema that does not fit is asked for once more by the model service itself.
  await assert.rejects(ask('{"name": "Ada"}', '{"name": "Ada"}'), { message: /does not fit the schema/ })
  assert.equal(server.requests.length, 3)
  await services.llm.close()
})
