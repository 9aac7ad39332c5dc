import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import type { DocumentChunk, EmbeddingService, SearchHit } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import fc from 'fast-check'
import { createEmbeddingService } from '../embeddings/index.ts'
import { readFilter } from './filter.ts'
import { createKnowledgeService } from './knowledge_service.ts'
import { matchesFilter } from './matches_filter.ts'

const home = mkdtempSync(join(tmpdir(), 'llamanexus-knowledge-'))
const asked: string[][] = []
/** A provider of which the vector of a text is its number of `a`, `b` and `c`. */
const embeddings: EmbeddingService = createEmbeddingService({
  llm: {
    async embed({ texts, model = '' }) {
      asked.push([...texts])
      const dimensions = model.endsWith('wide') ? 4 : 3
      const vectors = texts.map((text) =>
        [...'abcd'].slice(0, dimensions).map((each) => text.split(each).length),
      )
      return {
        vectors,
        model,
        dimensions,
        usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
      }
    },
  },
})
const open = (name: string, native_vectors = true) =>
  createKnowledgeService({
    file: join(home, `${name}.db`),
    embeddings,
    native_vectors,
    synchronous: 'normal',
  })
const knowledge = open('main')
const plainVectors = open('plain', false)
after(async () => {
  await Promise.all([knowledge.close(), plainVectors.close()])
  rmSync(home, { recursive: true, force: true })
})

const chunk = (id: string, text: string, metadata: JsonObject = {}): DocumentChunk => ({
  id,
  text,
  document_id: id.split('#')[0] ?? id,
  index: Number(id.split('#')[1] ?? 0),
  start: 0,
  end: text.length,
  metadata: { source: `${id.split('#')[0]}.md`, ...metadata },
})
const idsOf = (hits: readonly { id: string }[]) => hits.map(({ id }) => id)

const shop = [
  chunk('returns#0', 'You can return a product within 30 days of delivery.', { year: 2024 }),
  chunk('returns#1', 'Refunds are paid to the card that was used.', { year: 2024 }),
  chunk('shipping#0', 'Parcels are shipped from Hamburg on working days.', { year: 2022 }),
  chunk('coffee#0', 'Our beans are roasted on Mondays.', { year: 2020, tags: ['food'] }),
]

describe('collections', () => {
  test('are made, described, listed by name and dropped with all they hold', async () => {
    const made = await knowledge.create({ name: 'Zoo', description: 'Animals' })
    assert.deepEqual(
      { ...made, created_at: '', updated_at: '' },
      {
        name: 'Zoo',
        description: 'Animals',
        model: 'lexical',
        dimensions: 384,
        store: { kind: 'embedded' },
        documents: 0,
        chunks: 0,
        created_at: '',
        updated_at: '',
      },
    )
    await knowledge.create({ name: 'apes' })
    assert.equal((await knowledge.describe('apes', { description: 'Only apes' })).description, 'Only apes')
    assert.deepEqual(
      (await knowledge.collections()).map(({ name }) => name),
      ['apes', 'Zoo'],
    )
    await knowledge.upsert({ collection: 'apes', chunks: [chunk('bonobo', 'Bonobos live in Congo.')] })
    assert.equal(await knowledge.drop('apes'), true)
    assert.equal(await knowledge.drop('apes'), false)
    await knowledge.create({ name: 'apes' })
    assert.deepEqual(
      await knowledge.search({ collection: 'apes', query: 'Congo' }),
      [],
      'nothing is left of it',
    )
    await knowledge.drop('apes')
    await knowledge.drop('Zoo')
  })

  test('have names that can stand in an address', async () => {
    await assert.rejects(knowledge.create({ name: '../x' }), { code: 'collection_invalid' })
    await knowledge.create({ name: 'Öffentliche Texte 1.0' })
    await assert.rejects(knowledge.create({ name: 'Öffentliche Texte 1.0' }), { code: 'collection_exists' })
    await knowledge.drop('Öffentliche Texte 1.0')
  })

  test('that are not there are named, with those that are', async () => {
    await knowledge.create({ name: 'shop' })
    await assert.rejects(knowledge.search({ collection: 'shp', query: 'x' }), {
      code: 'collection_missing',
      field: 'collection',
      hint: 'There are: shop.',
      retryable: false,
    })
    await knowledge.drop('shop')
  })
})

describe('chunks', () => {
  test('are found by words, by vectors and by both, with scores from 0 to 1', async () => {
    const done: number[] = []
    const written = await knowledge.upsert({
      collection: 'found',
      chunks: shop,
      onProgress: (count) => done.push(count),
    })
    assert.deepEqual(written, { chunks: 4, documents: 3 })
    assert.deepEqual(done, [4])
    for (const mode of ['vector', 'keyword', 'hybrid'] as const) {
      const hits = await knowledge.search({ collection: 'found', query: 'returning products', mode })
      assert.equal(hits[0]?.id, 'returns#0', mode)
      assert.ok(hits.every(({ score }) => score > 0 && score <= 1))
    }
    const [hit] = await knowledge.search({ collection: 'found', query: 'returned product', k: 1 })
    assert.deepEqual({ ...hit, score: 0, scores: {} }, { ...shop[0], score: 0, scores: {} })
    assert.deepEqual(Object.keys(hit?.scores ?? {}).toSorted(), ['keyword', 'vector'])
  })

  test('of the same id are replaced, and the others of a document when it is replaced', async () => {
    const collection = 'replaced'
    await knowledge.upsert({
      collection,
      chunks: [chunk('a#0', 'red'), chunk('a#1', 'green'), chunk('b#0', 'blue')],
    })
    await knowledge.upsert({ collection, chunks: [chunk('a#0', 'yellow')] })
    assert.deepEqual(idsOf(await knowledge.search({ collection, query: 'red', mode: 'keyword' })), [])
    assert.deepEqual(idsOf(await knowledge.search({ collection, query: 'green', mode: 'keyword' })), ['a#1'])
    await knowledge.upsert({ collection, chunks: [chunk('a#0', 'white')], replace_documents: true })
    const { items, total } = await knowledge.list({ collection, limit: 10, offset: 0 })
    assert.deepEqual([idsOf(items), total], [['a#0', 'b#0'], 2])
    const documents = await knowledge.documents({ collection, limit: 10, offset: 0 })
    assert.deepEqual(
      documents.items
        .map(({ id, chunks, characters }) => ({ id, chunks, characters }))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      [
        { id: 'a', chunks: 1, characters: 5 },
        { id: 'b', chunks: 1, characters: 4 },
      ],
    )
  })

  test('are removed by id, by document and by filter, and only when something is named', async () => {
    const collection = 'removed'
    await knowledge.upsert({ collection, chunks: shop })
    assert.deepEqual(await knowledge.remove({ collection, ids: ['returns#1', 'nothing'] }), { removed: 1 })
    assert.deepEqual(await knowledge.remove({ collection, document_ids: ['shipping'] }), { removed: 1 })
    assert.deepEqual(await knowledge.remove({ collection, filter: { year: { lt: 2021 } } }), { removed: 1 })
    assert.deepEqual(idsOf((await knowledge.list({ collection, limit: 9, offset: 0 })).items), ['returns#0'])
    assert.deepEqual(idsOf(await knowledge.search({ collection, query: 'beans refunds parcels return' })), [
      'returns#0',
    ])
    await assert.rejects(knowledge.remove({ collection, filter: {} }), { code: 'filter_invalid' })
    await assert.rejects(knowledge.remove({ collection }), { code: 'filter_invalid' })
  })

  test('are listed by document and by filter, a page at a time', async () => {
    const collection = 'listed'
    await knowledge.upsert({ collection, chunks: shop.toReversed() })
    const page = await knowledge.list({ collection, filter: { year: { gte: 2022 } }, limit: 2, offset: 1 })
    assert.deepEqual([idsOf(page.items), page.total], [['returns#1', 'shipping#0'], 3])
    const one = await knowledge.list({ collection, document_id: 'returns', limit: 9, offset: 0 })
    assert.deepEqual(one.items, shop.slice(0, 2))
    const { items } = await knowledge.documents({ collection, search: 'RETU', limit: 9, offset: 0 })
    assert.deepEqual(
      items.map(({ id, source, chunks }) => ({ id, source, chunks })),
      [{ id: 'returns', source: 'returns.md', chunks: 2 }],
    )
  })

  test('that are no chunks are refused, and nothing of the call is written', async () => {
    const collection = 'refused'
    const wrong = [
      { ...chunk('', 'x') },
      { ...chunk('x', 'x'), document_id: '' },
      { ...chunk('x', 'y'.repeat(200_001)) },
    ]
    for (const each of wrong)
      await assert.rejects(knowledge.upsert({ collection, chunks: [chunk('ok', 'fine'), each] }), {
        code: 'chunk_invalid',
        field: 'data',
      })
    assert.ok(!(await knowledge.collections()).some(({ name }) => name === collection))
  })

  test('of no words are kept and never found', async () => {
    const collection = 'empty'
    await knowledge.upsert({ collection, chunks: [chunk('dots', '… !'), chunk('words', 'some words')] })
    assert.deepEqual(idsOf(await knowledge.search({ collection, query: 'words' })), ['words'])
    assert.deepEqual(await knowledge.search({ collection, query: '?!' }), [])
  })
})

describe('a query', () => {
  test('may be any text', async () => {
    await knowledge.upsert({ collection: 'any', chunks: shop })
    const nasty = [
      '" OR 1=1 --',
      'NEAR(a b)',
      'terms:return',
      '*',
      '^return',
      'a AND NOT',
      '(',
      '\0',
      'ﬁ—“x”',
      '東京',
    ]
    for (const query of nasty) await knowledge.search({ collection: 'any', query })
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (query) => {
        const hits = await knowledge.search({ collection: 'any', query })
        assert.ok(hits.length <= 5)
      }),
      { numRuns: 30 },
    )
  })

  test('is answered in any script', async () => {
    const collection = 'scripts'
    const chunks = [
      chunk('ja', '東京都の天気は晴れです'),
      chunk('de', 'Die Größe der Schuhe'),
      chunk('ru', 'Доставка в Москву бесплатна'),
      chunk('th', 'ร้านอาหารเปิดทุกวัน'),
    ]
    await knowledge.upsert({ collection, chunks })
    const cases = { 東京: 'ja', GROSSE: undefined, große: 'de', МОСКВУ: 'ru', อาหาร: 'th' }
    for (const [query, id] of Object.entries(cases)) {
      const [hit] = await knowledge.search({ collection, query, mode: 'keyword' })
      assert.equal(hit?.id, id, query)
    }
  })

  test('has limits that are said', async () => {
    await knowledge.upsert({ collection: 'limits', chunks: shop })
    const search = { collection: 'limits', query: 'return' }
    for (const wrong of [{ k: 0 }, { k: 1001 }, { threshold: 2 }, { vector_weight: -1 }, { k: Number.NaN }])
      await assert.rejects(knowledge.search({ ...search, ...wrong }), {
        code: 'config_invalid',
        field: Object.keys(wrong)[0],
      })
    await assert.rejects(knowledge.search({ ...search, filter: { year: [] } }), { code: 'filter_invalid' })
    const all = await knowledge.search({ ...search, mode: 'vector' })
    const threshold = all[0]?.score ?? 1
    assert.deepEqual(idsOf(await knowledge.search({ ...search, mode: 'vector', threshold })), ['returns#0'])
  })

  test('that was cancelled ends', async () => {
    await knowledge.upsert({ collection: 'cancelled', chunks: shop })
    const signal = AbortSignal.abort()
    await assert.rejects(knowledge.search({ collection: 'cancelled', query: 'x', signal }), {
      code: 'aborted',
    })
  })
})

describe('vectors of a model', () => {
  test('come from its provider, once a chunk and once a query', async () => {
    const collection = 'modelled'
    await knowledge.create({ name: collection, model: 'test/abc' })
    await knowledge.upsert({ collection, chunks: [chunk('1', 'aaa'), chunk('2', 'bbb')] })
    asked.length = 0
    const hits = await knowledge.search({ collection, query: 'bb', mode: 'vector' })
    assert.deepEqual([idsOf(hits), asked], [['2', '1'], [['bb']]])
    assert.equal((await knowledge.collections()).find(({ name }) => name === collection)?.dimensions, 3)
  })

  test('of another model or length are refused', async () => {
    const collection = 'other'
    await knowledge.upsert({ collection, model: 'test/abc', chunks: [chunk('1', 'a')] })
    await assert.rejects(knowledge.upsert({ collection, model: 'test/wide', chunks: [chunk('2', 'b')] }), {
      code: 'collection_model',
      field: 'model',
    })
    const wrong = { ...chunk('3', 'c'), vector: [1, 2] }
    await assert.rejects(knowledge.upsert({ collection, chunks: [wrong] }), { code: 'collection_model' })
    await assert.rejects(knowledge.search({ collection, query: 'x', vector: [1, 2] }), {
      code: 'collection_model',
    })
    assert.equal((await knowledge.list({ collection, limit: 9, offset: 0 })).total, 1)
  })

  test('may come with the chunks, and then with the query', async () => {
    const collection = 'given'
    const chunks = [
      { ...chunk('x', 'left'), vector: [2, 0] },
      { ...chunk('y', 'up'), vector: [0, 5] },
    ]
    await knowledge.upsert({ collection, chunks })
    const hits = await knowledge.search({ collection, query: '', vector: [1, 1.5], mode: 'vector' })
    assert.deepEqual(idsOf(hits), ['y', 'x'])
    assert.deepEqual(idsOf(await knowledge.search({ collection, query: 'left', mode: 'keyword' })), ['x'])
    await assert.rejects(knowledge.search({ collection, query: 'left' }), {
      code: 'collection_model',
      field: 'query',
    })
    await assert.rejects(knowledge.upsert({ collection, chunks: [chunk('z', 'down')] }), {
      code: 'chunk_invalid',
    })
  })
})

describe('writing', () => {
  test('is all or nothing when it is cancelled, and the next one works', async () => {
    const collection = 'torn'
    const control = new AbortController()
    const chunks = Array.from({ length: 1000 }, (_, at) => chunk(`${at}`, `text number ${at}`))
    const writing = knowledge.upsert({
      collection,
      chunks,
      signal: control.signal,
      onProgress: () => control.abort(),
    })
    await assert.rejects(writing, { code: 'aborted' })
    assert.ok(!(await knowledge.collections()).some(({ name }) => name === collection))
    await knowledge.upsert({ collection, chunks: chunks.slice(0, 3) })
    assert.equal((await knowledge.list({ collection, limit: 1, offset: 0 })).total, 3)
  })

  test('by many at once comes one after the other, and searches go on meanwhile', async () => {
    const collection = 'busy'
    await knowledge.create({ name: collection })
    const writes = Array.from({ length: 8 }, (_, at) =>
      knowledge.upsert({ collection, chunks: [chunk(`${at}#0`, `word${at}`), chunk('shared', 'shared')] }),
    )
    await knowledge.search({ collection, query: 'shared' })
    await Promise.all(writes)
    const [info] = (await knowledge.collections()).filter(({ name }) => name === collection)
    assert.deepEqual([info?.documents, info?.chunks], [9, 9])
  })
})

describe('the database', () => {
  test('is there again after a restart', async () => {
    const first = open('again')
    await first.upsert({ collection: 'kept', chunks: shop })
    const before = await first.search({ collection: 'kept', query: 'refund card' })
    await first.close()
    const second = open('again')
    assert.deepEqual(await second.search({ collection: 'kept', query: 'refund card' }), before)
    await second.close()
  })

  test('of another program or a newer release is left as it is', async () => {
    const other = new DatabaseSync(join(home, 'other.db'))
    other.exec('CREATE TABLE mine (a)')
    other.close()
    const size = statSync(join(home, 'other.db')).size
    const service = open('other')
    await assert.rejects(service.collections(), { code: 'knowledge_failed', message: /another program/ })
    await service.close()
    assert.equal(statSync(join(home, 'other.db')).size, size)
    const newer = open('newer')
    await newer.collections()
    await newer.close()
    const file = new DatabaseSync(join(home, 'newer.db'))
    file.exec('PRAGMA user_version = 99')
    file.close()
    const again = open('newer')
    await assert.rejects(again.collections(), { code: 'knowledge_failed', message: /newer release/ })
    await again.close()
    writeFileSync(join(home, 'broken.db'), 'no database '.repeat(1000))
    const broken = open('broken')
    await assert.rejects(broken.collections(), { code: 'knowledge_failed' })
    await broken.close()
  })
})

describe('search by vectors', () => {
  const vectors = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 4, maxLength: 4 })
  const items = fc.array(fc.record({ vector: vectors, year: fc.integer({ min: 0, max: 3 }) }), {
    minLength: 1,
    maxLength: 40,
  })
  const filters = fc.constantFrom<JsonObject>(
    {},
    { year: 1 },
    { year: { gte: 2 } },
    { not: { year: { in: [0, 3] } } },
  )

  test('with a filter is that of sorting all that fit, with sqlite-vec and without', async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        items,
        vectors,
        filters,
        fc.integer({ min: 1, max: 8 }),
        async (given, query, filter, k) => {
          if (query.every((part) => part === 0)) return
          const collection = `run${run++}`
          const chunks = given.map(({ vector, year }, at) => ({ ...chunk(`${at}`, 'x', { year }), vector }))
          const fitting = naive(chunks, query, filter)
          const wanted = fitting.slice(0, k)
          const scoreOf = new Map(fitting.map(({ id, score }) => [id, score]))
          for (const service of [knowledge, plainVectors]) {
            await service.upsert({ collection, chunks })
            const hits = await service.search({
              collection,
              query: '',
              vector: query,
              mode: 'vector',
              filter,
              k,
            })
            assert.equal(new Set(idsOf(hits)).size, wanted.length)
            for (const [at, { id, score }] of hits.entries()) {
              assert.ok(near(score, scoreOf.get(id)), `${id} has its own score`)
              assert.ok(near(score, wanted[at]?.score), `the score at rank ${at} is the best that is left`)
            }
            await service.drop(collection)
          }
        },
      ),
      { numRuns: 25 },
    )
  })

  test('by words and both is the same without sqlite-vec', async () => {
    const chunks = Array.from({ length: 60 }, (_, at) =>
      chunk(`${at}`, `apples ${at % 7} pears ${at % 5} and plums of ${at % 3} kinds`, { year: at }),
    )
    const search = { collection: 'both', query: 'pears 3 kinds', k: 20, filter: { year: { lt: 40 } } }
    const found: SearchHit[][] = []
    for (const service of [knowledge, plainVectors]) {
      await service.upsert({ collection: 'both', chunks })
      found.push(await service.search(search))
    }
    assert.equal(found[0]?.length, 20)
    assert.deepEqual(found[0], found[1])
  })
})

/** Vectors are kept in single precision, so scores agree to about seven digits and chunks that tie may swap. */
const near = (score: number, wanted: number | undefined) =>
  wanted !== undefined && Math.abs(score - wanted) < 1e-5

function naive(
  chunks: readonly (DocumentChunk & { vector: number[] })[],
  query: readonly number[],
  filter: JsonObject,
): { id: string; score: number }[] {
  const read = readFilter(filter)
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, part, at) => sum + part * (b[at] ?? 0), 0)
  return chunks
    .filter(({ metadata }) => matchesFilter(metadata, read))
    .map(({ id, vector }) => ({
      id,
      score: dot(vector, query) / (Math.hypot(...vector) * Math.hypot(...query)),
    }))
    .filter(({ score }) => score > 1e-6)
    .toSorted((a, b) => b.score - a.score)
}
