import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()
const prompt = 'What is the capital of France?\n\nParis is the capital of France. Bern is in Switzerland.'

test('the answer is shown while it is written, and is the same in the end', async () => {
  const { outputs, emitted } = await world.run('llm_chat', { inputs: { prompt } })
  assert.equal(emitted.map(({ text }) => text).join(''), outputs['response'])
  assert.ok(emitted.every(({ port }) => port === 'response'))
  assert.match(String(outputs['response']), /Paris/)
  assert.equal(typeof (outputs['usage'] as { total_tokens: number }).total_tokens, 'number')
})

test('the model of the port goes before the one in the configuration', async () => {
  const inputs = { prompt, model: 'builtin' }
  const { outputs } = await world.run('llm_chat', { inputs, config: { model: 'no/such' } })
  assert.equal(outputs['model'], 'builtin')
  await assert.rejects(world.run('llm_chat', { inputs: { prompt }, config: { model: 'no/such' } }), {
    code: 'model_unknown',
  })
})

test('a question without words is an error of the messages', async () => {
  await assert.rejects(world.run('llm_chat'), { code: 'input_invalid', field: 'messages' })
})
