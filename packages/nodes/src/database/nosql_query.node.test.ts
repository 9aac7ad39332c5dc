import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startMongoWire } from '@llamanexus/testing/peers'
import type { JsonObject } from '@llamanexus/workflow'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()
let wire: Awaited<ReturnType<typeof startMongoWire>>
before(async () => void (wire = await startMongoWire()))
after(() => wire.stop())
const run = (query: JsonObject, config: JsonObject = {}, connection = wire.url) =>
  world.run('nosql_query', { inputs: { connection, query: { collection: 'a', ...query } }, config })

test('it reads only until it is told otherwise', async () => {
  const insert = { operation: 'insertOne', document: { name: 'x' } }
  await assert.rejects(run(insert), { code: 'read_only', field: 'read_only' })
  await run(insert, { read_only: false })
  const { outputs } = await run({})
  assert.equal((outputs.first as JsonObject).name, 'x')
  assert.deepEqual((await run({ filter: { name: 'y' } })).outputs, {
    results: [],
    first: null,
    truncated: false,
  })
})

test('an address that is missing or none is named', async () => {
  await assert.rejects(run({}, {}, ''), { code: 'input_invalid', field: 'connection' })
  await assert.rejects(run({}, {}, 'shop'), { code: 'connection_invalid', field: 'connection' })
})
