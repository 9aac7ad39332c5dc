import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startQdrantWire } from '@llamanexus/testing/peers'
import type { JsonObject } from '@llamanexus/workflow'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()
const points = [
  { id: 1, vector: [1, 0, 0], payload: { title: 'Tea', lang: 'en' } },
  { id: 2, vector: [0.9, 0.1, 0], payload: { title: 'Thee', lang: 'nl' } },
  { id: 3, vector: [0, 0, 1], payload: { title: 'Cup', lang: 'en' } },
]
let qdrant: Awaited<ReturnType<typeof startQdrantWire>>
let credential = ''
before(async () => {
  qdrant = await startQdrantWire(points, { collection: 'my docs', key: 'open sesame' })
  const values = { key: 'open sesame', name: 'api-key', in: 'header' }
  credential = await world.addCredential({ type: 'api_key', values, hosts: [qdrant.host] })
})
after(() => qdrant.stop())

const run = async (config: JsonObject = {}, inputs: JsonObject = {}) => {
  const given = { collection: 'my docs', query: [1, 0, 0], ...inputs }
  const { outputs } = await world.run('qdrant_search', {
    config: { url: qdrant.url, credential, ...config },
    inputs: given,
  })
  return outputs as { points: { id: number; score: number; payload?: JsonObject }[]; count: number }
}

test('the nearest points come first', async () => {
  const found = await run({ limit: 2 })
  assert.deepEqual(
    found.points.map(({ id, payload }) => [id, payload?.title]),
    [
      [1, 'Tea'],
      [2, 'Thee'],
    ],
  )
  assert.equal(found.count, 2)
})

test('filter, threshold and what comes along are as asked for', async () => {
  const english = await run({ filter: { must: [{ key: 'lang', match: { value: 'en' } }] } })
  assert.deepEqual(
    english.points.map(({ id }) => id),
    [1, 3],
  )
  const near = await run({ score_threshold: 0.999, with_payload: false, with_vectors: true })
  assert.deepEqual(near.points, [{ id: 1, score: 1, vector: [1, 0, 0] }])
})

test('what is wrong is named', async () => {
  await assert.rejects(run({ credential: '' }), {
    code: 'sign_in_failed',
    field: 'credential',
    retryable: false,
  })
  await assert.rejects(run({}, { collection: 'none' }), { code: 'collection_missing', field: 'collection' })
  await assert.rejects(run({}, { query: [1, 2] }), { code: 'query_invalid', message: /expected dim: 3/ })
  await assert.rejects(run({}, { query: [1, 'x', 2] }), {
    code: 'input_invalid',
    field: 'query',
    message: /at 1/,
  })
  await assert.rejects(run({}, { query: [] }), { code: 'input_invalid', field: 'query' })
  await assert.rejects(run({ url: 'http://127.0.0.1:1', credential: '' }), { code: 'connect_failed' })
  await assert.rejects(run({ url: 'https://api.example.com', credential: '' }), { code: 'answer_invalid' })
})
