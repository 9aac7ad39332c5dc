import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()

test('a manual trigger carries what was posted', async () => {
  assert.deepEqual((await world.run('manual_trigger', { trigger: { a: [1] } })).outputs, {
    trigger: { a: [1] },
  })
  assert.deepEqual((await world.run('manual_trigger')).outputs, { trigger: null })
})

test('a webhook carries the parts of the call', async () => {
  const config = { path: 'orders/:id' }
  const trigger = { body: { a: 1 }, headers: { h: '1' }, query: {}, params: { id: '7' }, method: 'PUT' }
  assert.deepEqual((await world.run('http_webhook', { config, trigger })).outputs, trigger)
  await assert.rejects(world.run('http_webhook', { config, trigger: 5 }), { code: 'input_invalid' })
})

test('a webhook path that nobody could call, or with one name twice, is refused', async () => {
  const run = (path: string) => world.run('http_webhook', { config: { path }, trigger: { body: null } })
  for (const path of ['orders', 'orders/:id', 'a/:b/c/:d', 'v1.2/x', 'test', '..a', ':id/:id2'])
    await run(path)
  for (const path of [
    '..',
    '.',
    'a/../b',
    'a//b',
    '/a',
    'a/',
    ':id/:id',
    'a/:id/b/:id',
    'test/a',
    'a:b',
    ':',
    'a b',
  ])
    await assert.rejects(run(path), { code: 'config_invalid', field: 'path' }, path)
})
