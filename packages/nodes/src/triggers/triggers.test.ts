import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '@llamanexus/workflow'
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
  assert.deepEqual((await world.run('http_webhook', { config, trigger })).outputs, { ...trigger, files: [] })
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

test('pages are let in by origins, and by nothing that only looks like one', async () => {
  const run = (allowed_origins: JsonValue) =>
    world.run('http_webhook', { config: { path: 'a', allowed_origins }, trigger: { body: null } })
  for (const origin of ['*', 'https://shop.example', 'http://localhost:3000', 'http://[::1]:3000'])
    await run([origin])
  for (const origin of ['shop.example', 'https://shop.example/', 'https://*.example', 'https://a b', ''])
    await assert.rejects(run([origin]), { code: 'config_invalid', field: 'allowed_origins' }, origin)
})

test('a schedule carries its times, and a run by hand is one for now', async () => {
  const tick = {
    timestamp: '2026-01-05T08:00:00.012Z',
    scheduled_at: '2026-01-05T08:00:00.000Z',
    timezone: 'Europe/Berlin',
    missed: 2,
  }
  assert.deepEqual((await world.run('schedule', { trigger: tick })).outputs, tick)
  const { outputs } = await world.run('schedule', { config: { timezone: 'Asia/Tokyo' }, trigger: {} })
  assert.match(String(outputs.timestamp), /^\d{4}-\d\d-\d\dT/)
  assert.deepEqual(
    [outputs.scheduled_at, outputs.timezone, outputs.missed],
    [outputs.timestamp, 'Asia/Tokyo', 0],
  )
})

test('a watched file carries where it is and what became of it', async () => {
  const trigger = {
    filepath: 'inbox/a.txt',
    event: 'change',
    size: 5,
    modified_at: '2026-01-05T08:00:00.000Z',
  }
  assert.deepEqual((await world.run('file_watch', { trigger })).outputs, { ...trigger, name: 'a.txt' })
  await assert.rejects(world.run('file_watch', { trigger: {} }), { code: 'input_invalid', field: 'trigger' })
  const config = { events: [] }
  await assert.rejects(world.run('file_watch', { config, trigger }), {
    code: 'config_invalid',
    field: 'events',
  })
})

test('an event carries its name and data', async () => {
  const event = { name: 'order.created', data: { total: 1 }, at: '2026-01-05T08:00:00.000Z', source: {} }
  assert.deepEqual((await world.run('event_listener', { trigger: { event } })).outputs, {
    event,
    data: { total: 1 },
    name: 'order.created',
  })
  await assert.rejects(world.run('event_listener', { trigger: null }), { code: 'input_invalid' })
})
