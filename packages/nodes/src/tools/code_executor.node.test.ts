import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()

test('what the code writes is shown as it comes', async () => {
  const { emitted, outputs } = await world.run('code_executor', { inputs: { code: "console.log('one')" } })
  assert.deepEqual(outputs, { result: null, stdout: 'one\n' })
  assert.deepEqual(
    emitted.map(({ text, port }) => [text, port]),
    [['one\n', 'stdout']],
  )
})

test('code that fails, or does not end, is an error', async () => {
  await assert.rejects(world.run('code_executor', { inputs: { code: "throw new Error('no')" } }), {
    code: 'code_failed',
  })
  const endless = world.run('code_executor', { inputs: { code: 'for (;;);' }, config: { timeout_ms: 50 } })
  await assert.rejects(endless, { code: 'timeout' })
})

test('Python says what it needs', async () => {
  const run = world.run('code_executor', { inputs: { code: 'return 1', language: 'python' } })
  await assert.rejects(run, { code: 'language_unavailable', field: 'language' })
})
