import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { startQdrant } from '@llamanexus/testing/peers'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { testWorld } from '../test/test_world.ts'
import { contextText } from './context_text.ts'

const world = testWorld()
const shop = [
  {
    id: 'r1',
    document_id: 'returns.md',
    text: 'You may return tea within 30 days.',
    metadata: { source: 'returns.md', year: 2024 },
  },
  {
    id: 'r2',
    document_id: 'returns.md',
    text: 'Refunds go to your card.',
    metadata: { source: 'returns.md', year: 2021 },
  },
  {
    id: 's1',
    document_id: 'ship.md',
    text: 'Tea is shipped on Mondays.',
    metadata: { source: 'ship.md', year: 2024 },
  },
]

const store = async (operation: string, data: JsonValue, config: JsonObject = {}) =>
  (
    await world.run('vector_store', {
      config: { collection: 'shop', ...config },
      inputs: { operation, data },
    })
  ).outputs as {
    results: JsonObject[]
    count: number
  }
const retrieve = async (query: string, config: JsonObject = {}, inputs: JsonObject = {}) =>
  (await world.run('retriever', { config: { collection: 'shop', ...config }, inputs: { query, ...inputs } }))
    .outputs as {
    documents: JsonObject[]
    scores: number[]
    context: string
    sources: JsonObject[]
    count: number
  }
const idsOf = (documents: readonly JsonObject[]) => documents.map(({ id }) => id)

describe('vector_store', () => {
  test('stores, finds, lists and removes', async () => {
    assert.deepEqual(await store('upsert', shop), {
      collection: 'shop',
      count: 3,
      results: [
        { document_id: 'returns.md', chunks: 2 },
        { document_id: 'ship.md', chunks: 1 },
      ],
    })
    assert.deepEqual(idsOf((await store('query', 'shipping of tea', { k: 2 })).results), ['s1', 'r1'])
    assert.deepEqual(idsOf((await store('list', { year: 2024 })).results), ['r1', 's1'])
    assert.equal((await store('list', {}, { k: 1 })).count, 3)
    assert.equal((await store('delete', { filter: { year: 2021 } })).count, 1)
    assert.equal((await store('delete', ['s1'])).count, 1)
    assert.equal((await store('delete', { document_ids: ['returns.md'] })).count, 1)
    assert.equal((await store('list', {})).count, 0)
  })

  test('takes texts, which are stored once, and vectors of their own', async () => {
    assert.equal((await store('upsert', ['one', 'two'], { collection: 'texts' })).count, 2)
    await store('upsert', 'one', { collection: 'texts' })
    assert.equal((await store('list', {}, { collection: 'texts' })).count, 2)
    const vectors: JsonObject[] = [
      { id: 'a', text: 'a', vector: [1, 0] },
      { id: 'b', text: 'b', embedding: [0, 1] },
    ]
    await store('upsert', vectors, { collection: 'own' })
    assert.deepEqual(idsOf((await store('query', { vector: [0, 3] }, { collection: 'own' })).results), ['b'])
  })

  test('makes a collection in a store elsewhere, which others then find there', async () => {
    const server = await startQdrant({ key: 'secret' })
    try {
      const credential = await world.addCredential({
        type: 'api_key',
        values: { name: 'api-key', key: 'secret' },
        hosts: [server.host],
      })
      const config = { collection: 'elsewhere', store: { kind: 'qdrant', url: server.url, credential } }
      assert.equal((await store('upsert', shop, config)).count, 3)
      const found = await retrieve('shipping of tea', { collection: 'elsewhere' }, { k: 1 })
      assert.deepEqual(idsOf(found.documents), ['s1'])
      assert.equal((await store('delete', ['s1'], { collection: 'elsewhere' })).count, 1)
      await assert.rejects(
        store('upsert', shop, { collection: 'nowhere', store: { kind: 'qdrant', url: 'x' } }),
        { code: 'store_invalid', field: 'store.url' },
      )
    } finally {
      await server.stop()
    }
  })

  test('replaces whole documents unless it is told not to', async () => {
    const config = { collection: 'whole' }
    await store('upsert', shop, config)
    await store('upsert', shop.slice(1, 2), { ...config, replace_documents: false })
    assert.equal((await store('list', {}, config)).count, 3)
    await store('upsert', shop.slice(1, 2), config)
    assert.deepEqual(idsOf((await store('list', {}, config)).results), ['r2', 's1'])
  })

  test('names what is wrong', async () => {
    await assert.rejects(store('drop', []), { code: 'input_invalid', field: 'operation' })
    await assert.rejects(store('upsert', [{ id: 'x' }]), {
      code: 'input_invalid',
      field: 'data',
      message: /Item 1/,
    })
    await assert.rejects(store('upsert', [{ text: 'x', vector: ['1'] }]), {
      code: 'input_invalid',
      field: 'data',
    })
    await assert.rejects(store('query', 5), { code: 'input_invalid', field: 'data' })
    await assert.rejects(store('delete', {}), { code: 'filter_invalid' })
    await assert.rejects(store('list', {}, { collection: 'none' }), {
      code: 'collection_missing',
      field: 'collection',
    })
    await store('upsert', 'x', { collection: 'lexical' })
    await assert.rejects(store('upsert', 'x', { collection: 'lexical', model: 'openai/x' }), {
      code: 'collection_model',
      field: 'model',
    })
  })
})

describe('retriever', () => {
  test('finds documents with scores, a text for the prompt and its sources', async () => {
    await store('upsert', shop)
    const found = await retrieve('return tea', {}, { k: 2 })
    assert.deepEqual(idsOf(found.documents), ['r1', 's1'])
    assert.equal(found.count, 2)
    assert.deepEqual(
      found.scores,
      found.documents.map(({ score }) => score),
    )
    assert.equal(
      found.context,
      '[1] returns.md\nYou may return tea within 30 days.\n\n[2] ship.md\nTea is shipped on Mondays.',
    )
    assert.deepEqual(found.sources, [
      { number: 1, source: 'returns.md', document_id: 'returns.md' },
      { number: 2, source: 'ship.md', document_id: 'ship.md' },
    ])
  })

  test('asks for a query where there is none', async () => {
    await assert.rejects(retrieve('  '), { code: 'input_invalid', field: 'query' })
  })

  test('keeps to filter, threshold and mode', async () => {
    await store('upsert', shop)
    const filter = { source: 'ship.md' }
    assert.deepEqual(idsOf((await retrieve('tea', { filter })).documents), ['s1'])
    assert.deepEqual(idsOf((await retrieve('tea', { filter }, { filter: { year: 2021 } })).documents), [])
    assert.equal((await retrieve('tea', { threshold: 0.99 })).context, '')
    assert.deepEqual(idsOf((await retrieve('refunded', { mode: 'keyword' })).documents), ['r2'])
    await assert.rejects(retrieve('tea', { filter: { year: { above: 1 } } }), {
      code: 'filter_invalid',
      message: /"year"/,
    })
    await assert.rejects(retrieve('tea', {}, { k: 0 }), { field: 'k' })
  })
})

describe('reranker', () => {
  const rerank = async (
    query: string,
    documents: JsonValue[],
    config: JsonObject = {},
    inputs: JsonObject = {},
  ) =>
    (await world.run('reranker', { config, inputs: { query, documents, ...inputs } })).outputs as {
      documents: JsonObject[]
      scores: number[]
      context: string
    }

  test('puts what a search found in a better order', async () => {
    const documents = [
      { id: 'a', text: 'Tea comes from many lands, and many lands drink it.', score: 0.5 },
      { id: 'b', text: 'The opening hours of the shop are on the door.', score: 0.45 },
      { id: 'c', text: 'Closed.', score: 0.1 },
    ]
    const found = await rerank('opening hours', documents, { top_n: 2 })
    assert.deepEqual(idsOf(found.documents), ['b', 'a'])
    assert.equal(found.documents[0]?.['first_score'], 0.45)
    assert.match(found.context, /^\[1\]\nThe opening hours/)
    assert.deepEqual(idsOf((await rerank('opening hours', documents, {}, { top_n: 1 })).documents), ['b'])
    assert.deepEqual((await rerank('opening hours', [])).documents, [])
  })

  test('names what is wrong', async () => {
    await assert.rejects(rerank('x', [1]), { code: 'input_invalid', field: 'documents' })
    await assert.rejects(rerank('x', ['a'], { by: 'endpoint' }), { code: 'config_invalid', field: 'url' })
    await assert.rejects(rerank('x', ['a'], { by: 'llm', model: 'builtin' }), {
      code: 'model_unfit',
      field: 'model',
    })
  })
})

test('a text for a prompt keeps whole documents within its limit', () => {
  const documents = ['one '.repeat(10), 'two '.repeat(10)].map((text) => ({ text }))
  assert.equal(contextText(documents, 60), `[1]\n${'one '.repeat(10).trim()}`)
  assert.equal(contextText(documents, 10).length, 10)
  assert.equal(
    contextText([{ text: 'x', metadata: { source: 'a.md', page: 3, heading: 'H' } }], 99),
    '[1] a.md, page 3, H\nx',
  )
})
