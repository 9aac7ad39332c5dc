import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()

test('an answer has a status of its own or 200, and headers as text', async () => {
  const { outputs } = await world.run('webhook_response', {
    inputs: { body: 'ok', headers: { 'X-N': 1, none: null } },
  })
  assert.deepEqual(outputs, { body: 'ok', status: 200, headers: { 'x-n': '1' } })
  for (const status of [99, 600, 200.5])
    await assert.rejects(world.run('webhook_response', { inputs: { body: 1, status } }), { field: 'status' })
  const split = { body: 1, headers: { a: 'x\r\nb: c' } }
  await assert.rejects(world.run('webhook_response', { inputs: split }), { field: 'headers' })
})

test('a log line is at its level, with its data', async () => {
  const { logs, outputs } = await world.run('log', {
    inputs: { level: 'warn', message: 'low', data: { left: 1 } },
  })
  assert.deepEqual(logs, [{ level: 'warn', message: 'low', data: { left: 1 } }])
  assert.deepEqual(outputs, {})
})
