import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { JsonObject } from '@llamanexus/workflow'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()
const prompt = 'What is the capital of France?\n\nParis is the capital of France.'
const lastBody = () => world.models().requests.at(-1)?.body ?? {}

for (const [type, path] of [
  ['openai_chat', '/v1/chat/completions'],
  ['anthropic_chat', '/v1/messages'],
] as const) {
  test(`${type} sends the key of its port, or a credential, and only to its host`, async () => {
    await world.run(type, { inputs: { prompt, api_key: 'sk-mine' } })
    const sent = world.models().requests.at(-1)
    assert.equal(sent?.path, path)
    assert.equal(
      type === 'openai_chat' ? sent?.authorization : sent?.headers['x-api-key'],
      `${type === 'openai_chat' ? 'Bearer ' : ''}sk-mine`,
    )
    const host = type === 'openai_chat' ? 'api.openai.com' : 'api.anthropic.com'
    const credential = await world.addCredential({
      type: 'api_key',
      values: { key: 'sk-kept-1' },
      hosts: [host],
    })
    await world.run(type, { inputs: { prompt }, config: { credential } })
    const kept = world.models().requests.at(-1)
    assert.equal(
      type === 'openai_chat' ? kept?.authorization : kept?.headers['x-api-key'],
      `${type === 'openai_chat' ? 'Bearer ' : ''}sk-kept-1`,
    )
    const elsewhere = { credential, base_url: world.models().url }
    const before = world.models().requests.length
    await assert.rejects(world.run(type, { inputs: { prompt }, config: elsewhere }), {
      code: 'credential_host',
    })
    assert.equal(world.models().requests.length, before)
  })

  test(`${type} streams, and tells usage, tools and cost`, async () => {
    const inputs = { prompt, api_key: 'sk-mine' }
    world.models().script({ text: ['Par', 'is'], cached_tokens: 2 })
    const config = { model: type === 'openai_chat' ? 'gpt-4o' : 'claude-sonnet-4-5' }
    const { outputs, emitted } = await world.run(type, { inputs, config })
    assert.deepEqual(
      emitted.map(({ text, port }) => [port, text]),
      [
        ['response', 'Par'],
        ['response', 'is'],
      ],
    )
    assert.equal((outputs['usage'] as { cached_tokens: number }).cached_tokens, 2)
    const [input, cached, output] = type === 'openai_chat' ? [2.5, 1.25, 10] : [3, 0.3, 15]
    assert.equal(outputs['cost'], Math.round((5 * input + 2 * cached + 5 * output) * 1e4) / 1e10)
    world.models().script({ tool_calls: [{ id: 'c1', name: 'weather', arguments: '{"city":"Lima"}' }] })
    const tools = [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }]
    const called = await world.run(type, { inputs, config: { tools } })
    assert.deepEqual(called.outputs['tool_calls'], [
      { id: 'c1', name: 'weather', arguments: { city: 'Lima' } },
    ])
  })
}

test('each field of an answer by schema is an output, and gives way to those of the node', async () => {
  const properties = { city: { type: 'string' }, model: { type: 'string' } }
  const response_schema = { type: 'object', properties, required: ['city', 'model'] }
  world.models().script({ text: '{"city": "Bern", "model": "T"}' })
  const { outputs } = await world.run('openai_chat', {
    inputs: { prompt, api_key: 'sk-mine' },
    config: { model: 'gpt-4o', response_schema },
  })
  assert.deepEqual(
    [outputs['city'], outputs['model'], outputs['object']],
    ['Bern', 'gpt-4o', { city: 'Bern', model: 'T' }],
  )
})

test('pictures of the workspace go out as data, by what is in them', async () => {
  const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from('picture')])
  writeFileSync(join(world.workspace(), 'cat.dat'), png)
  writeFileSync(join(world.workspace(), 'note.png'), 'no picture')
  const run = (images: JsonObject[] | string[]) =>
    world.run('openai_chat', { inputs: { prompt: 'What?', images, api_key: 'sk-mine' } })
  await run(['cat.dat', 'https://example.com/dog.png'])
  const [message] = lastBody()['messages'] as { content: { type: string; image_url?: { url: string } }[] }[]
  assert.deepEqual(
    message?.content.map(({ image_url: image }) => image?.url),
    [undefined, `data:image/png;base64,${png.toString('base64')}`, 'https://example.com/dog.png'],
  )
  await assert.rejects(run(['note.png']), { code: 'input_invalid', field: 'images', message: /no PNG/ })
  await assert.rejects(run(['none.png']), { code: 'file_missing', field: 'images' })
  await assert.rejects(run(['../cat.png']), { code: 'path_outside' })
  await assert.rejects(run([{ no: 'address' }]), { code: 'input_invalid', field: 'images' })
})

test('a fallback is said in the log and at the outputs', async () => {
  world.models().script({ status: 529 })
  const { outputs, logs } = await world.run('anthropic_chat', {
    inputs: { prompt, api_key: 'sk-mine' },
    config: { fallback_models: ['builtin'] },
  })
  assert.deepEqual([outputs['model'], outputs['response']], ['builtin', 'Paris is the capital of France.'])
  assert.equal((outputs['fallbacks'] as JsonObject[])[0]?.['code'], 'provider_error')
  assert.deepEqual(
    logs.map(({ level }) => level),
    ['warn'],
  )
})

test('a completion goes on with the text as it is', async () => {
  world.models().script({ text: [' upon', ' a time'] })
  const config = { base_url: world.models().url, model: 'base', echo: true, stop: ['.'] }
  const { outputs, emitted } = await world.run('llm_completion', { inputs: { prompt: 'Once' }, config })
  assert.equal(outputs['completion'], 'Once upon a time')
  assert.equal(emitted.map(({ text }) => text).join(''), 'Once upon a time')
  assert.deepEqual([lastBody()['prompt'], lastBody()['stop']], ['Once', ['.']])
})
