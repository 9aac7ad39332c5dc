import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Peer, startRedis, withoutRedis } from '@llamanexus/testing/peers'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()
const set = (inputs: { key: string; value: JsonValue; ttl?: number }, config = {}) =>
  world.run('cache_set', { inputs, config })
const get = async (key: string, config = {}) =>
  (await world.run('cache_get', { inputs: { key }, config })).outputs

test('what is set is there, and a null is there too', async () => {
  for (const value of [{ a: [1] }, 'text', 0, false, null]) {
    assert.deepEqual((await set({ key: 'k', value })).outputs, { success: true })
    assert.deepEqual(await get('k'), { value, hit: true })
  }
  assert.deepEqual(await get('other'), { value: null, hit: false })
})

test('a workflow may keep its keys to itself', async () => {
  const own = { scope: 'workflow' }
  await set({ key: 'mine', value: 1 }, own)
  assert.deepEqual(await get('mine'), { value: null, hit: false })
  assert.deepEqual(await get('mine', own), { value: 1, hit: true })
})

test('a value is gone when its time is over', async () => {
  await set({ key: 'short', value: 1, ttl: 0.001 })
  await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal((await get('short')).hit, false)
  for (const ttl of [0, -1]) await assert.rejects(set({ key: 'k', value: 1, ttl }), { field: 'ttl' })
})

test('a large value comes back whole, and of many at once each is kept', async () => {
  const large = { text: 'ü'.repeat(5_000_000) }
  await set({ key: 'large', value: large })
  assert.deepEqual((await get('large')).value, large)
  const numbers = Array.from({ length: 50 }, (_, n) => n)
  await Promise.all(numbers.map((n) => set({ key: `many/${n}`, value: n, ttl: 60 })))
  const found = await Promise.all(numbers.map((n) => get(`many/${n}`)))
  assert.deepEqual(
    found.map(({ value }) => value),
    numbers,
  )
})

describe('in Redis', { skip: withoutRedis() }, () => {
  let server: Peer
  let config: JsonObject
  before(async () => {
    server = await startRedis()
    const credential = await world.addCredential({ type: 'database', values: { url: server.url } })
    config = { redis: true, credential }
  })
  after(() => server?.stop())

  test('what is set is there until its time is over', async () => {
    for (const value of [{ a: [1] }, 'text', 0, false, null]) {
      assert.deepEqual((await set({ key: 'k', value, ttl: 60 }, config)).outputs, { success: true })
      assert.deepEqual(await get('k', config), { value, hit: true })
    }
    assert.deepEqual(await get('none', config), { value: null, hit: false })
    await set({ key: 'short', value: 1, ttl: 0.001 }, config)
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.equal((await get('short', config)).hit, false)
  })

  test('what another program wrote is read as it is', async () => {
    const query = { command: 'SET', args: ['all:plain', 'no {json'] }
    await world.run('nosql_query', {
      inputs: { connection: server.url, query },
      config: { read_only: false },
    })
    assert.deepEqual(await get('plain', config), { value: 'no {json', hit: true })
  })

  test('a missing address is named', async () => {
    await assert.rejects(get('k', { redis: true }), { code: 'input_invalid', field: 'connection' })
  })
})
