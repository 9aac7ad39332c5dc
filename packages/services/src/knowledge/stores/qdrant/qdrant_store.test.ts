import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { KnowledgeStore } from '@llamanexus/node-sdk'
import { type QdrantServer, startQdrant } from '@llamanexus/testing/peers'
import { chunk, idsOf, type KnowledgeWorld, openKnowledgeWorld } from '../../conformance/world.ts'

const KEY = 'a key of the shop'
let server: QdrantServer
let world: KnowledgeWorld
before(async () => {
  server = await startQdrant({ key: KEY })
  world = openKnowledgeWorld({
    signed: { headers: { 'api-key': KEY } },
    wrong: { headers: { 'api-key': 'x' } },
  })
})
after(async () => {
  await world.close()
  await server.stop()
})

const place = (more: object = {}): KnowledgeStore => ({
  kind: 'qdrant',
  url: server.url,
  credential: 'signed',
  ...more,
})
const ask = (method: string, path: string, body?: object) =>
  fetch(`${server.url}/collections/${path}`, {
    method,
    headers: { 'api-key': KEY, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  }).then((answer) => answer.json() as Promise<{ result: { points_count: number } }>)
const listed = async (collection: string, knowledge = world.knowledge) =>
  (await knowledge.list({ collection, limit: 99, offset: 0 })).items.map(({ id, text }) => `${id} ${text}`)

describe('a collection in Qdrant', () => {
  test('is found by another installation, which has to mean the same model', async () => {
    const store = place({ name: 'shared' })
    await world.knowledge.upsert({ collection: 'here', store, chunks: [chunk('a#0', 'green tea')] })
    assert.deepEqual(await world.knowledge.check({ name: 'there', store }), {
      server: 'Qdrant 1.19.0',
      holds: { model: 'lexical', dimensions: 384, documents: 1, chunks: 1 },
    })
    const another = world.another()
    await assert.rejects(another.create({ name: 'there', store, model: 'test/abc' }), {
      code: 'collection_model',
    })
    const attached = await another.create({ name: 'there', store })
    assert.deepEqual([attached.model, attached.dimensions], ['lexical', 384])
    assert.deepEqual(idsOf(await another.search({ collection: 'there', query: 'tea' })), ['a#0'])
    assert.equal(await another.drop('there', { keep_remote: true }), true)
    assert.deepEqual(await listed('here'), ['a#0 green tea'])
    await world.knowledge.drop('here')
    assert.deepEqual(await world.knowledge.check({ name: 'here', store }), { server: 'Qdrant 1.19.0' })
  })

  test('is none where somebody else has the name, and theirs is left as it is', async () => {
    const theirs = { vectors: { size: 3, distance: 'Cosine' } }
    await ask('PUT', 'theirs', { vectors: { plain: theirs.vectors } })
    const store = place({ name: 'theirs' })
    const refused = { code: 'store_foreign', message: /theirs/ }
    await assert.rejects(world.knowledge.check({ name: 'x', store }), refused)
    await assert.rejects(world.knowledge.create({ name: 'x', store }), refused)
    await assert.rejects(
      world.knowledge.upsert({ collection: 'x', store, chunks: [chunk('a', 'b')] }),
      refused,
    )
    assert.equal((await ask('GET', 'theirs')).result.points_count, 0)
    assert.ok(!(await world.knowledge.collections({ fresh: true })).some(({ name }) => name === 'x'))
  })

  test('names what is wrong with the server, the key and the address', async () => {
    const tried = (store: KnowledgeStore) => world.knowledge.check({ name: 'x', store })
    await assert.rejects(tried(place({ credential: 'wrong' })), {
      code: 'sign_in_failed',
      field: 'store.credential',
    })
    await assert.rejects(tried(place({ url: 'http://127.0.0.1:9' })), { code: 'store_unreachable' })
    await assert.rejects(tried(place({ url: 'ftp://x' })), { code: 'store_invalid', field: 'store.url' })
    await assert.rejects(tried(place({ url: 'http://a:b@x' })), { code: 'store_invalid', field: 'store.url' })
    await assert.rejects(tried(place({ name: '../x' })), { code: 'store_invalid', field: 'store.name' })
  })

  test('says in the list why it does not answer, and can be forgotten', async () => {
    const gone = await startQdrant({ key: KEY })
    await world.knowledge.upsert({
      collection: 'away',
      store: place({ url: gone.url }),
      chunks: [chunk('a', 'b')],
    })
    await gone.stop()
    const info = (await world.knowledge.collections({ fresh: true })).find(({ name }) => name === 'away')
    assert.deepEqual([info?.chunks, info?.problem?.code], [1, 'store_unreachable'])
    await assert.rejects(world.knowledge.search({ collection: 'away', query: 'b' }), {
      code: 'store_unreachable',
    })
    await assert.rejects(world.knowledge.drop('away'), { code: 'store_unreachable' })
    assert.equal(await world.knowledge.drop('away', { keep_remote: true }), true)
  })

  test('that was deleted there says so', async () => {
    await world.knowledge.upsert({
      collection: 'lost',
      store: place({ name: 'lost' }),
      chunks: [chunk('a', 'b')],
    })
    await ask('DELETE', 'lost')
    await assert.rejects(world.knowledge.search({ collection: 'lost', query: 'b' }), {
      code: 'store_missing',
    })
  })

  /** Every request of a write is cut once, before it is performed and after. */
  for (const cut of ['cut', 'cut after'] as const)
    test(`is as before or as after a write of which the connection was ${cut}, and then can be written to`, async () => {
      const collection = `torn ${cut}`
      const before = [chunk('a#0', 'old'), chunk('a#1', 'old'), chunk('b#0', 'old')]
      const change = {
        collection,
        replace_documents: true,
        chunks: [chunk('a#0', 'new'), chunk('c#0', 'new')],
      }
      const [old, whole] = [
        ['a#0 old', 'a#1 old', 'b#0 old'],
        ['a#0 new', 'b#0 old', 'c#0 new'],
      ]
      await world.knowledge.create({ name: collection, store: place() })
      for (let at = 0, isOver = false; !isOver; at++) {
        await world.knowledge.upsert({ collection, chunks: before })
        await world.knowledge.remove({ collection, document_ids: ['c'] })
        assert.deepEqual(await listed(collection), old)
        let requests = 0
        let isCut = false
        server.onRequest = () => {
          // From there on the server is away, for what tidies up afterwards too.
          if (!isCut && requests++ < at) return undefined
          const how = isCut ? 'cut' : cut
          isCut = true
          return how
        }
        const failed = await world.knowledge.upsert(change).then(
          () => false,
          () => true,
        )
        server.onRequest = undefined
        isOver = !isCut
        const seen = await listed(collection)
        assert.deepEqual(seen, seen[0] === 'a#0 new' ? whole : old, `request ${at}`)
        if (!failed) assert.deepEqual(seen, whole, 'what was promised is there')
        const words = await world.knowledge.search({ collection, query: 'old new', mode: 'keyword' })
        assert.deepEqual(words.map(({ id, text }) => `${id} ${text}`).toSorted(), seen)
        const documents = await world.knowledge.documents({ collection, limit: 9, offset: 0 })
        assert.equal(documents.total, seen === old || seen[0] === 'a#0 old' ? 2 : 3)
        await world.knowledge.upsert(change)
        assert.deepEqual(await listed(collection), whole)
        const info = (await world.knowledge.collections({ fresh: true })).find(
          ({ name }) => name === collection,
        )
        assert.deepEqual([info?.documents, info?.chunks], [3, 3])
      }
    })
})
