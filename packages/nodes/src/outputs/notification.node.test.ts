import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../test/test_world.ts'
import { addressesIn } from './addresses_in.ts'

const world = testWorld()

test('a webhook of your own gets the message with what it is about', async () => {
  const { outputs } = await world.run('notification', {
    inputs: { channel: 'webhook', url: 'https://api.example.com/echo', message: 'Late', data: { order: 17 } },
  })
  assert.deepEqual([outputs['sent'], outputs['detail']], [true, 'The webhook took it (200)'])
})

test('what a channel needs is named', async () => {
  const send = (inputs: object, config = {}) =>
    world.run('notification', { inputs: { message: 'x', ...inputs }, config })
  await assert.rejects(send({ channel: 'email' }), { code: 'input_invalid', field: 'to' })
  await assert.rejects(send({ channel: 'email', to: 'ada@example.com' }), { field: 'credential' })
  for (const channel of ['slack', 'discord', 'teams', 'webhook'])
    await assert.rejects(send({ channel }), { code: 'input_invalid', field: 'url' })
  await assert.rejects(send({ channel: 'pigeon' }), { code: 'input_invalid', field: 'channel' })
  await assert.rejects(send({ message: ' ' }), { code: 'input_invalid', field: 'message' })
})

test('addresses are separated by commas, but not by those in names', () => {
  assert.deepEqual(addressesIn('a@x.org, "Lovelace, Ada" <b@x.org>; c@x.org,,'), [
    'a@x.org',
    '"Lovelace, Ada" <b@x.org>',
    'c@x.org',
  ])
  assert.deepEqual(addressesIn('a@x.org\nBcc: b@x.org'), ['a@x.org\nBcc: b@x.org'])
})
