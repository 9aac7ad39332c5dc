import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { KnowledgeStore } from '@llamanexus/node-sdk'
import { type Peer, startPgvector, startPostgres } from '@llamanexus/testing/peers'
import pg from 'pg'
import { type CutProxy, startCutProxy } from '../../conformance/cut_proxy.ts'
import { chunk, idsOf, type KnowledgeWorld, openKnowledgeWorld } from '../../conformance/world.ts'
import { indexWhenLarge } from './index_vectors.ts'
import { tablesOf } from './tables.ts'

let server: Peer
let plain: Peer
let proxy: CutProxy
let world: KnowledgeWorld
before(async () => {
  ;[server, plain] = await Promise.all([startPgvector(), startPostgres()])
  proxy = await startCutProxy(server.port)
  const through = server.url.replace(`:${server.port}/`, `:${proxy.port}/`)
  world = openKnowledgeWorld({
    shop: { url: server.url },
    through: { url: through },
    plain: { url: plain.url },
  })
})
after(async () => {
  await world?.close()
  await proxy?.stop()
  await Promise.all([server?.stop(), plain?.stop()])
})

const mark = `t${process.pid}_${Date.now().toString(36)}`
const place = (table: string, credential = 'shop'): KnowledgeStore => ({
  kind: 'pgvector',
  credential,
  table: `${mark}_${table}`,
})
const query = async (sql: string, values: unknown[] = []) => {
  const client = new pg.Client(server.url)
  await client.connect()
  return (await client.query(sql, values).finally(() => client.end())).rows
}
const listed = async (collection: string) =>
  (await world.knowledge.list({ collection, limit: 99, offset: 0 })).items.map(
    ({ id, text }) => `${id} ${text}`,
  )

describe('a collection in Postgres', () => {
  test('is found by another installation, which has to mean the same model', async () => {
    const store = place('shared')
    await world.knowledge.upsert({ collection: 'here', store, chunks: [chunk('a#0', 'green tea')] })
    const { server, holds } = await world.knowledge.check({ name: 'there', store })
    assert.match(server, /^Postgres \d.* with pgvector \d/)
    assert.deepEqual(holds, { model: 'lexical', dimensions: 384, documents: 1, chunks: 1 })
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
    const left = await query(
      "SELECT count(*)::int AS n FROM pg_tables WHERE tablename LIKE $1 || '_shared%'",
      [mark],
    )
    assert.deepEqual(left, [{ n: 0 }])
  })

  test('is none where a table of somebody else has the name, and theirs is left as it is', async () => {
    await query(`CREATE TABLE ${mark}_theirs AS SELECT 'precious' AS a`)
    const store = place('theirs')
    const refused = { code: 'store_foreign', message: /theirs/ }
    await assert.rejects(world.knowledge.check({ name: 'x', store }), refused)
    await assert.rejects(world.knowledge.create({ name: 'x', store }), refused)
    await assert.rejects(
      world.knowledge.upsert({ collection: 'x', store, chunks: [chunk('a', 'b')] }),
      refused,
    )
    assert.deepEqual(await query(`SELECT * FROM ${mark}_theirs`), [{ a: 'precious' }])
    assert.ok(!(await world.knowledge.collections({ fresh: true })).some(({ name }) => name === 'x'))
    await query(`DROP TABLE ${mark}_theirs`)
  })

  test('goes into a schema of its own', async () => {
    await query(`CREATE SCHEMA ${mark}`)
    const store: KnowledgeStore = { kind: 'pgvector', credential: 'shop', table: `${mark}.texts` }
    await world.knowledge.upsert({ collection: 'schema', store, chunks: [chunk('a', 'tea')] })
    assert.deepEqual(idsOf(await world.knowledge.search({ collection: 'schema', query: 'tea' })), ['a'])
    await world.knowledge.drop('schema')
    await query(`DROP SCHEMA ${mark} CASCADE`)
  })

  test('names what is wrong with the place', async () => {
    const tried = (store: KnowledgeStore) => world.knowledge.check({ name: 'x', store })
    await assert.rejects(tried({ kind: 'pgvector' }), { code: 'store_invalid', field: 'store.credential' })
    await assert.rejects(tried({ kind: 'pgvector', url: 'mysql://x/y' }), { field: 'store.url' })
    await assert.rejects(tried({ kind: 'pgvector', url: 'postgres://a:secret@x/y' }), { field: 'store.url' })
    await assert.rejects(tried({ kind: 'pgvector', url: 'postgres://a@127.0.0.1:9/y' }), {
      code: 'store_unreachable',
    })
    await assert.rejects(tried(place('x"; DROP TABLE y; --')), {
      code: 'store_invalid',
      field: 'store.table',
    })
    await assert.rejects(tried(place('x', 'plain')), { code: 'store_refused', message: /no pgvector/ })
    await assert.rejects(world.knowledge.create({ name: 'x', store: place('x', 'plain') }), {
      hint: /pgvector/,
    })
  })

  test('whose tables are gone says so in the list and to whoever searches, and can be forgotten', async () => {
    await world.knowledge.upsert({ collection: 'lost', store: place('lost'), chunks: [chunk('a', 'b')] })
    const { chunks, terms, documents, registry, name } = tablesOf({ kind: 'pgvector', table: `${mark}_lost` })
    await query(`DROP TABLE ${chunks}, ${terms}, ${documents}`)
    await assert.rejects(world.knowledge.search({ collection: 'lost', query: 'b' }), {
      code: 'store_missing',
    })
    await query(`DELETE FROM ${registry} WHERE name = $1`, [name])
    const info = (await world.knowledge.collections({ fresh: true })).find(({ name }) => name === 'lost')
    assert.deepEqual([info?.chunks, info?.problem?.code], [1, 'store_missing'])
    assert.equal(await world.knowledge.drop('lost', { keep_remote: true }), true)
  })

  test('is as before a write of which the connection was cut, and then can be written to', async () => {
    const collection = 'torn'
    await world.knowledge.create({ name: collection, store: place('torn', 'through') })
    await world.knowledge.upsert({ collection, chunks: [chunk('a#0', 'old'), chunk('b#0', 'old')] })
    const change = { collection, replace_documents: true, chunks: [chunk('a#0', 'new'), chunk('c#0', 'new')] }
    let failures = 0
    for (const bytes of [10, 300, 1000, 2000, 3000, 4000, 6000, 9000, 12_000]) {
      proxy.cutAfter(bytes)
      const failed = await world.knowledge.upsert(change).then(
        () => false,
        (error) => error.code === 'store_unreachable',
      )
      proxy.cutAfter(undefined)
      if (!failed) break
      failures += 1
      assert.deepEqual(await listed(collection), ['a#0 old', 'b#0 old'], `${bytes} bytes`)
    }
    assert.ok(failures > 3)
    await world.knowledge.upsert(change)
    assert.deepEqual(await listed(collection), ['a#0 new', 'b#0 old', 'c#0 new'])
    await world.knowledge.drop(collection)
  })

  test('finds nearly all of the nearest through an index, those that fit a filter too', async () => {
    const collection = 'indexed'
    const store = place('indexed')
    const random = (seed: number) => Math.abs(Math.sin(seed) * 10_000) % 1
    const chunks = Array.from({ length: 1500 }, (_, at) => ({
      ...chunk(`${at}`, 'x', { year: at % 50 }),
      vector: Array.from({ length: 16 }, (_, n) => random(at * 16 + n + 1) - 0.5),
    }))
    await world.knowledge.upsert({ collection, store, chunks })
    const search = (filter?: object) =>
      world.knowledge.search({
        collection,
        query: '',
        mode: 'vector',
        vector: chunks[7]?.vector,
        k: 10,
        ...(filter && { filter: filter as never }),
      })
    const exact = [await search(), await search({ year: 7 })]
    const client = new pg.Client(server.url)
    await client.connect()
    const run = async (sql: string, values: readonly unknown[] = []) =>
      (await client.query(sql, [...values])).rows
    const tables = tablesOf({ kind: 'pgvector', table: `${mark}_indexed` })
    assert.equal(await indexWhenLarge(run, tables, 1501), false)
    assert.equal(await indexWhenLarge(run, tables, 1500), true)
    assert.equal(await indexWhenLarge(run, tables, 1500), false, 'once')
    await client.end()
    for (const [at, filter] of [undefined, { year: 7 }].entries()) {
      const found = new Set(idsOf(await search(filter)))
      const missed = idsOf(exact[at] ?? []).filter((id) => !found.has(id))
      assert.ok(missed.length <= 1, `missed ${missed}`)
    }
    await world.knowledge.drop(collection)
  })
})
