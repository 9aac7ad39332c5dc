import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()

const weather = {
  name: 'weather',
  description: 'The weather of a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}
const double = {
  type: 'function',
  function: {
    name: 'double',
    description: 'Doubles a number',
    parameters: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
  },
}

const route = (query: string, config: JsonObject, tools: JsonValue[] = [weather, double, 'slug']) =>
  world.run('tool_router', { config, inputs: { query, tools } })
const byModel = () => ({ base_url: world.models().url, model: 'test-model' })
const call = (name: string, args: JsonObject) => ({
  tool_calls: [{ id: 'c', name, arguments: JSON.stringify(args) }],
})

test('by words: the tool that shares most, with what the query says, or none', async () => {
  const words = { method: 'words' }
  const found = (await route('How is the weather in Bern?', words)).outputs
  assert.deepEqual([found['tool'], found['args']], ['weather', { city: 'How is the weather in Bern?' }])
  assert.match(String(found['reason']), /weather/)
  assert.ok(Number(found['score']) > 0 && Number(found['score']) <= 1)
  assert.equal((await route('Sing a song', words)).outputs['tool'], 'none')
  await assert.rejects(route('Doubles of a number', words), { code: 'args_invalid', field: 'query' })
})

test('by a model: what it calls, or none with what it says', async () => {
  world.models().script(call('weather', { city: 'Bern' }), { text: 'None of them sings.' })
  const found = (await route('Is it raining in Bern?', byModel())).outputs
  assert.deepEqual([found['tool'], found['args'], found['score']], ['weather', { city: 'Bern' }, 1])
  const none = (await route('Sing a song', byModel())).outputs
  assert.deepEqual([none['tool'], none['args'], none['reason']], ['none', {}, 'None of them sings.'])
})

test('arguments that do not fit are mended once, and refused after that', async () => {
  world.models().script(call('double', { n: 'two' }), call('double', { n: 2 }))
  const { outputs: mended } = await route('Twice two', byModel())
  assert.deepEqual(mended['args'], { n: 2 })
  const bothRounds = { prompt_tokens: 14, completion_tokens: 10, total_tokens: 24 }
  assert.deepEqual(mended['usage'], bothRounds)
  const before = world.models().requests.length
  world.models().script(call('double', { n: 'two' }), call('gone', {}))
  await assert.rejects(route('Twice two', byModel()), (error: NodeError) => {
    assert.deepEqual([error.code, error.spent?.usage], ['args_invalid', bothRounds])
    return true
  })
  assert.equal(world.models().requests.length - before, 2)
})

test('says which tool is wrong', async () => {
  await assert.rejects(route('x', {}, ['gone']), { code: 'input_invalid', field: 'tools', message: /gone/ })
  await assert.rejects(route('x', {}, [{ description: 'nameless' }]), { field: 'tools', message: /item 0/ })
  assert.equal((await route('x', {}, [])).outputs['tool'], 'none')
})
