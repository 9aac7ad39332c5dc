import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { NoSqlRequest } from '@llamanexus/node-sdk'
import { startMongoWire } from '@llamanexus/testing/peers'
import type { JsonObject } from '@llamanexus/workflow'
import { createHostGuard } from '../http/host_guard.ts'
import { createNoSqlService } from './nosql_service.ts'

/** Against a server of ours that speaks the protocol, and against a real one where `MONGODB_URL` names it. */
describe('MongoDB', () => {
  const service = createNoSqlService({ guard: createHostGuard({ policy: { allow_private: true } }) })
  let wire: Awaited<ReturnType<typeof startMongoWire>>
  let url = ''
  before(async () => {
    wire = await startMongoWire()
    url = process.env.MONGODB_URL ?? wire.url
    await run({ operation: 'deleteMany', filter: {} }).catch(() => undefined)
  })
  after(async () => {
    await service.close()
    await wire.stop()
  })
  const run = (query: JsonObject, rest: Partial<NoSqlRequest> = {}) =>
    service.query({
      connection: url,
      query: { collection: 'teas', ...query },
      read_only: false,
      max_results: 100,
      timeout_ms: 20_000,
      ...rest,
    })

  test('documents are kept, found, changed and removed', async () => {
    const id = '65a000000000000000000001'
    const tea = { _id: { $oid: id }, name: 'Assam', price: 4, picked: { $date: '2026-03-01T00:00:00Z' } }
    const inserted = await run({ operation: 'insertOne', document: tea })
    assert.deepEqual(inserted.results, [{ acknowledged: true, insertedId: { $oid: id } }])
    await run({
      operation: 'insertMany',
      documents: [
        { name: 'Sencha', price: 9 },
        { name: 'Mate', price: 3 },
      ],
    })
    assert.deepEqual((await run({ filter: { _id: { $oid: id } } })).results, [tea])
    assert.deepEqual((await run({ operation: 'findOne', filter: { name: 'none' } })).results, [])
    assert.deepEqual((await run({ operation: 'count', filter: { price: { $gt: 3 } } })).results, [2])
    assert.deepEqual((await run({ operation: 'distinct', key: 'name' })).results.length, 3)
    const changed = await run({
      operation: 'updateMany',
      filter: { name: 'Mate' },
      update: { $set: { price: 5 } },
    })
    assert.equal((changed.results[0] as JsonObject).modifiedCount, 1)
    const piped = await run({ operation: 'aggregate', pipeline: [{ $match: { name: 'Mate' } }] })
    assert.equal((piped.results[0] as JsonObject).price, 5)
    const some = await run({}, { max_results: 2 })
    assert.deepEqual([some.results.length, some.truncated], [2, true])
    assert.equal(
      ((await run({ operation: 'deleteMany', filter: { name: 'Mate' } })).results[0] as JsonObject)
        .deletedCount,
      1,
    )
    await assert.rejects(run({ operation: 'insertOne', document: tea }), { code: 'constraint_failed' })
  })

  test('one that may only read changes nothing', async () => {
    const read = { read_only: true }
    for (const operation of ['insertOne', 'updateOne', 'deleteMany', 'findOneAndDelete'])
      await assert.rejects(run({ operation }, read), { code: 'read_only', field: 'read_only' }, operation)
    for (const stage of ['$out', '$merge'])
      await assert.rejects(run({ operation: 'aggregate', pipeline: [{ [stage]: 'x' }] }, read), {
        code: 'read_only',
      })
    assert.ok((await run({}, read)).results.length > 0)
  })

  test('what is missing or wrong is named', async () => {
    const refused = (query: JsonObject, message: RegExp) =>
      assert.rejects(run(query), { code: 'query_invalid', field: 'query', message })
    await refused({ collection: '' }, /collection/)
    await refused({ operation: 'drop' }, /operation/)
    await refused({ operation: 'insertOne' }, /document/)
    await refused({ operation: 'deleteMany' }, /filter/)
    await refused({ operation: 'aggregate' }, /pipeline/)
    await refused({ filter: { _id: { $oid: 'x' } } }, /extended JSON/)
    await assert.rejects(run({}, { connection: 'mongodb://' }), { code: 'connection_invalid' })
  })

  test('whoever is not let in, and who waits too long, is told', async () => {
    const strange = url.replace('mongodb://', 'mongodb://ada:wrong@')
    await assert.rejects(run({}, { connection: strange }), { code: 'sign_in_failed' })
    await assert.rejects(run({}, { connection: 'mongodb://127.0.0.1:1/shop', timeout_ms: 500 }), {
      code: 'timeout',
    })
  })

  test('a user signs in with a password, whatever it is made of, and nobody else does', async () => {
    const password = 'p@ss:wörd/=,%'
    const closed = await startMongoWire({ user: 'ada', password })
    const ask = (connection: string) => run({ operation: 'insertOne', document: { a: 1 } }, { connection })
    try {
      assert.equal((await ask(closed.url)).results.length, 1)
      assert.deepEqual(
        new Set(closed.commands.filter((name) => name.startsWith('sasl'))),
        new Set(['saslStart', 'saslContinue']),
      )
      const refused = { code: 'sign_in_failed', field: 'connection', retryable: false }
      await assert.rejects(ask(closed.url.replace(encodeURIComponent(password), 'guess')), refused)
      await assert.rejects(ask(closed.url.replace('ada', 'eve')), refused)
      await assert.rejects(ask(`mongodb://127.0.0.1:${closed.port}/shop`), refused)
    } finally {
      await closed.stop()
    }
  })

  test('a find that is cancelled ends', {
    skip: process.env.MONGODB_URL && 'asks our own server to wait',
  }, async () => {
    const controller = new AbortController()
    const waiting = run({ filter: { wait: true } }, { signal: controller.signal })
    setTimeout(() => controller.abort(), 50)
    await assert.rejects(waiting, { code: 'aborted' })
  })
})
