import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()

test('it waits for the time it is given and passes its input on', async () => {
  const { outputs, waits } = await world.run('delay', { inputs: { ms: 90 * 86_400_000, input: { a: 1 } } })
  assert.deepEqual(outputs, { elapsed: 90 * 86_400_000, output: { a: 1 } })
  assert.deepEqual(waits, [90 * 86_400_000])
})

test('nothing to wait for is no wait', async () => {
  assert.deepEqual((await world.run('delay', { inputs: { ms: 0 } })).waits, [])
  const past = await world.run('delay', { config: { until: '2001-01-01T00:00:00Z' } })
  assert.deepEqual([past.outputs, past.waits], [{ elapsed: 0 }, []])
})

test('it waits until a point in time', async () => {
  const { waits } = await world.run('delay', { config: { until: '2030-01-01T00:01:00Z' } })
  assert.deepEqual(waits, [60_000])
})

test('a time that cannot be waited for is an error with its field', async () => {
  await assert.rejects(world.run('delay', { inputs: { ms: -1 } }), { code: 'input_invalid', field: 'ms' })
  await assert.rejects(world.run('delay', { inputs: { ms: Number.NaN } }), {
    code: 'input_invalid',
    field: 'ms',
  })
  await assert.rejects(world.run('delay', { inputs: { ms: 1e300 } }), { code: 'input_invalid', field: 'ms' })
  await assert.rejects(world.run('delay'), { code: 'input_invalid', field: 'ms' })
  await assert.rejects(world.run('delay', { config: { until: 'soon' } }), {
    code: 'config_invalid',
    field: 'until',
  })
})
