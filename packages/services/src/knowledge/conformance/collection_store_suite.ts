import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { DocumentChunk, KnowledgeStore, SearchHit, SearchMode } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import fc from 'fast-check'
import { readFilter } from '../filter.ts'
import { matchesFilter } from '../matches_filter.ts'
import { anyFilter, anyMetadata } from './any_filter.ts'
import { chunk, idsOf, type Knowledge, type KnowledgeWorld } from './world.ts'

export interface StoreUnderTest {
  /** Opens the store, and a service that knows it. */
  open(): Promise<{ world: KnowledgeWorld; place: (name: string) => KnowledgeStore }>
  close(): Promise<void>
  /** How many random filters are tried. */
  runs: number
}

const shop = [
  chunk('returns#0', 'You can return a product within 30 days of delivery.', { year: 2024 }),
  chunk('returns#1', 'Refunds are paid to the card that was used.', { year: 2024, title: 'Refunds' }),
  chunk('shipping#0', 'Parcels are shipped from Hamburg on working days.', {
    year: 2022,
    heading: 'Shipping',
  }),
  chunk('coffee#0', 'Our beans are roasted on Mondays.', { year: 2020, tags: ['food'] }),
]

/** What holds for a collection wherever it is kept: answers are held against those of the embedded store. */
export function collectionStoreSuite(name: string, subject: StoreUnderTest): void {
  describe(`a collection in ${name}`, () => {
    let knowledge: Knowledge
    let place: (name: string) => KnowledgeStore
    let world: KnowledgeWorld
    let run = 0
    /** Another name for each collection, also on a server that is there for longer. */
    const fresh = (what: string) => `${what} ${process.pid} ${Date.now().toString(36)} ${run++}`
    const made = async (what: string, chunks?: readonly DocumentChunk[]) => {
      const collection = fresh(what)
      await knowledge.create({ name: collection, store: place(collection) })
      collections.push(collection)
      if (chunks) await knowledge.upsert({ collection, chunks })
      return collection
    }
    const collections: string[] = []
    before(async () => {
      ;({ world, place } = await subject.open())
      knowledge = world.knowledge
    })
    after(async () => {
      for (const each of collections) await knowledge.drop(each).catch(() => undefined)
      await world?.close()
      await subject.close()
    })

    /** The same chunks in the embedded store, which is the measure. */
    const asEmbedded = async (chunks: readonly DocumentChunk[]) => {
      const collection = fresh('embedded')
      await knowledge.upsert({ collection, chunks })
      return collection
    }
    const named = async (collection: string) =>
      (await knowledge.collections({ fresh: true })).find((each) => each.name === collection)

    test('is made, says where it is, and is gone with all that it held', async () => {
      const collection = await made('made', shop)
      const info = await named(collection)
      assert.deepEqual(
        [info?.model, info?.dimensions, info?.documents, info?.chunks, info?.problem],
        ['lexical', 384, 3, 4, undefined],
      )
      assert.equal(info?.store.kind, place(collection).kind)
      assert.equal(await knowledge.drop(collection), true)
      assert.equal(await named(collection), undefined)
      await knowledge.create({ name: collection, store: place(collection) })
      assert.equal((await knowledge.list({ collection, limit: 9, offset: 0 })).total, 0)
      assert.deepEqual(await knowledge.search({ collection, query: 'return' }), [])
      await assert.rejects(knowledge.create({ name: collection, store: place(collection) }), {
        code: 'collection_exists',
      })
    })

    test('gives the scores and the order of the embedded one, in every mode', async () => {
      const chunks = [
        ...shop,
        ...Array.from({ length: 60 }, (_, at) =>
          chunk(
            `fruit${at % 20}#${Math.floor(at / 20)}`,
            `apples ${at % 7} pears ${at % 5} ${'and plums '.repeat(1 + (at % 4))}of ${at % 3} kinds ${at}`,
            { year: at },
          ),
        ),
      ]
      const [ours, measure] = [await made('scores', chunks), await asEmbedded(chunks)]
      const filters: (JsonObject | undefined)[] = [
        undefined,
        { year: { lt: 40 } },
        { not: { source: 'fruit3.md' } },
      ]
      for (const query of [
        'pears 3 kinds',
        'plums plums',
        'returned refunds to Hamburg',
        'roasting',
        'the of',
      ])
        for (const mode of ['vector', 'keyword', 'hybrid'] as const)
          for (const filter of filters)
            for (const more of [{ k: 5 }, { k: 40, vector_weight: 0.8 }, { k: 20, threshold: 0.2 }]) {
              const search = { query, mode, filter, ...more }
              const found = await knowledge.search({ collection: ours, ...search })
              const wanted = await knowledge.search({ collection: measure, ...search })
              sameHits(found, wanted, JSON.stringify(search))
            }
    })

    test('shows where the words of a query stand, and gives back what was stored', async () => {
      const collection = await made('given back', shop)
      const [hit] = await knowledge.search({ collection, query: 'returned product', k: 1, highlight: true })
      const { score, scores, matches, ...stored } = hit as SearchHit
      assert.deepEqual(stored, shop[0])
      assert.ok(score > 0 && score <= 1 && (scores.vector ?? 0) > 0 && (scores.keyword ?? 0) > 0)
      assert.deepEqual(
        matches?.map(([start, end]) => stored.text.slice(start, end)),
        ['return', 'product'],
      )
      assert.deepEqual(await knowledge.search({ collection, query: '?!' }), [])
    })

    test('replaces chunks of the same id, and whole documents', async () => {
      const collection = await made('replaced', [
        chunk('a#0', 'red'),
        chunk('a#1', 'green'),
        chunk('b#0', 'blue'),
      ])
      const search = async (query: string) =>
        idsOf(await knowledge.search({ collection, query, mode: 'keyword' }))
      assert.deepEqual(await knowledge.upsert({ collection, chunks: [chunk('a#0', 'yellow')] }), {
        chunks: 1,
        documents: 1,
      })
      assert.deepEqual(
        [await search('red'), await search('green'), await search('yellow')],
        [[], ['a#1'], ['a#0']],
      )
      await knowledge.upsert({ collection, chunks: [chunk('a#0', 'white')], replace_documents: true })
      const { items, total } = await knowledge.list({ collection, limit: 10, offset: 0 })
      assert.deepEqual([idsOf(items), total], [['a#0', 'b#0'], 2])
      const moved = { ...chunk('b#0', 'blue'), document_id: 'c' }
      await knowledge.upsert({ collection, chunks: [moved, { ...moved, text: 'twice' }] })
      const documents = await knowledge.documents({ collection, limit: 10, offset: 0 })
      assert.deepEqual(
        documents.items.map(({ id, chunks, characters }) => [id, chunks, characters]).toSorted(),
        [
          ['a', 1, 5],
          ['c', 1, 5],
        ],
      )
      const info = await named(collection)
      assert.deepEqual([info?.documents, info?.chunks], [2, 2])
    })

    test('removes by id, by document and by filter', async () => {
      const collection = await made('removed', shop)
      const remove = async (what: object) => (await knowledge.remove({ collection, ...what })).removed
      assert.equal(await remove({ ids: ['returns#0'], document_ids: ['coffee'] }), 0, 'both have to hold')
      assert.equal(await remove({ ids: ['returns#1', 'nothing'] }), 1)
      assert.equal(await remove({ document_ids: ['shipping'] }), 1)
      assert.equal(await remove({ filter: { year: { lt: 2021 } } }), 1)
      assert.equal(await remove({ filter: { source: { gte: 'zzz' } } }), 0)
      const query = 'beans refunds parcels return'
      assert.deepEqual(idsOf(await knowledge.search({ collection, query })), ['returns#0'])
      assert.equal((await knowledge.documents({ collection, limit: 9, offset: 0 })).total, 1)
    })

    test('lists by document and filter, a page at a time', async () => {
      const collection = await made('listed', shop.toReversed())
      const page = await knowledge.list({ collection, filter: { year: { gte: 2022 } }, limit: 2, offset: 1 })
      assert.deepEqual([idsOf(page.items), page.total], [['returns#1', 'shipping#0'], 3])
      const one = await knowledge.list({ collection, document_id: 'returns', limit: 9, offset: 0 })
      assert.deepEqual(one.items, shop.slice(0, 2))
      const { items, total } = await knowledge.documents({ collection, search: 'RETU', limit: 9, offset: 0 })
      assert.deepEqual(
        [items.map(({ id, source, chunks }) => ({ id, source, chunks })), total],
        [[{ id: 'returns', source: 'returns.md', chunks: 2 }], 1],
      )
      await knowledge.upsert({ collection, chunks: [chunk('Übung#0', 'Vokabeln')] })
      assert.equal((await knowledge.documents({ collection, search: 'übung', limit: 9, offset: 0 })).total, 1)
    })

    test('takes any id and any text', async () => {
      const ids = [
        '日本語/ü 😀',
        'it\'s "quoted" \\ ; DROP TABLE x',
        'x'.repeat(1000),
        'ß'.repeat(999),
        '%_',
        '\u0301',
      ]
      const chunks = ids.map((id, at) => ({
        ...chunk(id, `東京 text ${at} \ud800 half`, { 'key "with" dots.and \\': at, deep: { er: [id] } }),
        document_id: id,
      }))
      const collection = await made('any id', chunks)
      const { items, total } = await knowledge.list({ collection, limit: 20, offset: 0 })
      assert.deepEqual([idsOf(items).toSorted(), total], [ids.toSorted(), ids.length])
      const [hit] = await knowledge.search({ collection, query: '東京 2', mode: 'keyword', k: 1 })
      assert.deepEqual([hit?.id, hit?.text], [ids[2], '東京 text 2 \ufffd half'])
      assert.equal((await knowledge.remove({ collection, ids })).removed, ids.length)
      const nul = await knowledge.upsert({ collection, chunks: [chunk('nul', 'a\0b', { 'a\0': '\0' })] })
      assert.equal(nul.chunks, 1)
      for (const query of ['" OR 1=1 --', "'; --", '$1', '(', '\0', 'ﬁ—“x”'])
        await knowledge.search({ collection, query })
    })

    test('answers every filter as it is meant', async () => {
      const metadata = fc.sample(anyMetadata, { numRuns: 60, seed: 7 })
      const chunks = metadata.map((each, at) => ({
        ...chunk(`${String(at).padStart(3, '0')}`, 'same words'),
        metadata: each as DocumentChunk['metadata'],
      }))
      const collection = await made('filters', chunks)
      await fc.assert(
        fc.asyncProperty(anyFilter, async (filter) => {
          const read = readFilter(filter)
          const wanted = chunks.filter((each) => matchesFilter(each.metadata, read)).map(({ id }) => id)
          const { items, total } = await knowledge.list({ collection, filter, limit: 100, offset: 0 })
          assert.deepEqual(idsOf(items), wanted)
          assert.equal(total, wanted.length)
          const hits = await knowledge.search({ collection, query: 'same', mode: 'keyword', filter, k: 100 })
          assert.deepEqual(idsOf(hits).toSorted(), wanted)
        }),
        { numRuns: subject.runs },
      )
    })

    test('finds k that fit where there are k, also behind many that do not', async () => {
      const chunks = Array.from({ length: 300 }, (_, at) =>
        chunk(`d${String(at).padStart(3, '0')}`, `tea ${'tea '.repeat(at < 290 ? 3 : 1)}`, {
          date: `2024-01-01T00:00:00.${at < 290 ? '000' : '999'}Z`,
        }),
      )
      const collection = await made('behind', chunks)
      const filter = { date: { gte: '2024-01-01T00:00:00.5Z' } }
      for (const mode of ['keyword', 'vector', 'hybrid'] as const) {
        const hits = await knowledge.search({ collection, query: 'tea', mode, filter, k: 8 })
        assert.deepEqual(
          idsOf(hits),
          chunks.slice(290, 298).map(({ id }) => id),
          mode,
        )
      }
    })

    test('keeps vectors of a model, and refuses those of another or of another length', async () => {
      const collection = fresh('modelled')
      collections.push(collection)
      const store = place(collection)
      await knowledge.upsert({
        collection,
        store,
        model: 'test/abc',
        chunks: [chunk('1', 'aaa'), chunk('2', 'bbb')],
      })
      assert.deepEqual(idsOf(await knowledge.search({ collection, query: 'bb', mode: 'vector' })), ['2', '1'])
      const info = await named(collection)
      assert.deepEqual([info?.model, info?.dimensions], ['test/abc', 3])
      const wrong = [
        { collection, model: 'test/wide', chunks: [chunk('3', 'c')] },
        { collection, chunks: [{ ...chunk('3', 'c'), vector: [1, 2] }] },
      ]
      for (const each of wrong) await assert.rejects(knowledge.upsert(each), { code: 'collection_model' })
      await assert.rejects(knowledge.search({ collection, query: 'x', vector: [1, 2] }), {
        code: 'collection_model',
      })
      assert.equal((await knowledge.list({ collection, limit: 9, offset: 0 })).total, 2)
    })

    test('takes vectors that chunks bring, and is empty before', async () => {
      const collection = fresh('given')
      collections.push(collection)
      await knowledge.create({ name: collection, store: place(collection), model: 'vectors' })
      assert.deepEqual(await knowledge.search({ collection, query: 'left', mode: 'keyword' }), [])
      assert.deepEqual(await knowledge.documents({ collection, limit: 5, offset: 0 }), {
        items: [],
        total: 0,
      })
      assert.equal((await knowledge.remove({ collection, ids: ['x'] })).removed, 0)
      const chunks = [
        { ...chunk('x', 'left'), vector: [2, 0] },
        { ...chunk('y', 'up'), vector: [0, 5] },
        { ...chunk('none', 'nowhere'), vector: [0, 0] },
      ]
      await knowledge.upsert({ collection, chunks })
      const hits = await knowledge.search({ collection, query: '', vector: [1, 1.5], mode: 'vector' })
      assert.deepEqual(idsOf(hits), ['y', 'x'])
      assert.deepEqual(idsOf(await knowledge.search({ collection, query: 'nowhere', mode: 'keyword' })), [
        'none',
      ])
    })

    test('writes all of a large call, or nothing where it is cancelled', async () => {
      const chunks = Array.from({ length: 1000 }, (_, at) => chunk(`${at}`, `text number ${at}`))
      const collection = await made('large', chunks.slice(0, 10))
      const control = new AbortController()
      const { signal } = control
      const torn = chunks.map((each) => ({ ...each, text: 'torn' }))
      const writing = knowledge.upsert({
        collection,
        chunks: torn,
        signal,
        onProgress: () => control.abort(),
      })
      await assert.rejects(writing, { code: 'aborted' })
      assert.deepEqual(await knowledge.search({ collection, query: 'torn', mode: 'keyword' }), [])
      assert.equal((await knowledge.list({ collection, limit: 1, offset: 0 })).total, 10)
      const done: number[] = []
      await knowledge.upsert({ collection, chunks, onProgress: (count) => done.push(count) })
      assert.deepEqual([done.at(0), done.at(-1)], [128, 1000])
      assert.equal((await knowledge.list({ collection, limit: 1, offset: 0 })).total, 1000)
      const hits = await knowledge.search({ collection, query: 'text number 777', k: 1 })
      assert.deepEqual(idsOf(hits), ['777'])
      await assert.rejects(knowledge.search({ collection, query: 'x', signal: AbortSignal.abort() }), {
        code: 'aborted',
      })
      const begun = fresh('never')
      const never = knowledge.upsert({
        collection: begun,
        store: place(begun),
        chunks,
        signal: AbortSignal.abort(),
      })
      await assert.rejects(never, { code: 'aborted' })
      assert.equal(await named(begun), undefined)
    })

    test('is written to by many at once, one after the other, while it is searched', async () => {
      const collection = await made('busy', [chunk('shared', 'shared')])
      const writes = Array.from({ length: 6 }, (_, at) =>
        knowledge.upsert({ collection, chunks: [chunk(`${at}#0`, `word${at}`), chunk('shared', 'shared')] }),
      )
      const found = await Promise.all(
        Array.from({ length: 6 }, () =>
          knowledge.search({ collection, query: 'shared', mode: 'keyword' as SearchMode }),
        ),
      )
      for (const hits of found) assert.deepEqual(idsOf(hits), ['shared'])
      await Promise.all(writes)
      const info = await named(collection)
      assert.deepEqual([info?.documents, info?.chunks], [7, 7])
    })
  })
}

/** Scores are computed in other arithmetic elsewhere: they are the same to five places. */
function sameHits(found: readonly SearchHit[], wanted: readonly SearchHit[], what: string): void {
  const close = (a: number | undefined, b: number | undefined) => Math.abs((a ?? -1) - (b ?? -1)) < 1e-5
  const message = `${what}\n${shown(found)}\n${shown(wanted)}`
  assert.equal(found.length, wanted.length, message)
  for (const [at, hit] of found.entries()) {
    const same = wanted[at]
    assert.ok(close(hit.score, same?.score), message)
    const isTie = wanted.some(({ score, id }) => id !== same?.id && close(score, same?.score))
    if (!isTie) assert.equal(hit.id, same?.id, message)
    const self = wanted.find(({ id }) => id === hit.id)
    if (self)
      assert.ok(
        close(hit.scores.vector, self.scores.vector) && close(hit.scores.keyword, self.scores.keyword),
        message,
      )
  }
}

const shown = (hits: readonly SearchHit[]): string =>
  hits.map(({ id, score, scores }) => `${id} ${score} ${JSON.stringify(scores)}`).join(' | ')
