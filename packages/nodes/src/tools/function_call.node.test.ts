import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()

test('what a function prints is shown as it comes', async () => {
  const { emitted, outputs } = await world.run('function_call', {
    inputs: { name: 'slug', args: { text: 'A b', loud: true } },
  })
  assert.deepEqual(outputs, { result: 'a-b', stdout: 'A b\n' })
  assert.deepEqual(
    emitted.map(({ text, port }) => [text, port]),
    [['A b\n', 'stdout']],
  )
})

test('arguments are checked by name, and an unknown function is told with those there are', async () => {
  await assert.rejects(world.run('function_call', { inputs: { name: 'slug' } }), {
    code: 'args_invalid',
    field: 'args',
    message: /"text" is missing/,
  })
  await assert.rejects(world.run('function_call', { inputs: { name: 'nobody' } }), {
    code: 'function_missing',
    field: 'name',
    hint: /slug/,
  })
})
