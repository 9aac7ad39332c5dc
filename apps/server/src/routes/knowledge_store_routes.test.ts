import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { IndexingJob, KnowledgeCollection, KnowledgeHit, PlaceCheck } from '@llamanexus/contract'
import { type QdrantServer, startQdrant } from '@llamanexus/testing/peers'
import { openTestServer, problemIn, type TestServer } from '../testing/test_server.ts'

const KEY = 'a key of the shop'

describe('knowledge in a store elsewhere', () => {
  let test: TestServer
  let qdrant: QdrantServer
  let credential = ''
  before(async () => {
    qdrant = await startQdrant({ key: KEY })
    test = await openTestServer({ allow_private_hosts: [qdrant.host] })
    const made = await test.send<{ id: string }>('POST', '/api/v1/credentials', {
      body: { name: 'Qdrant', type: 'api_key', values: { name: 'api-key', key: KEY }, hosts: [qdrant.host] },
    })
    credential = made.body.id
  })
  after(async () => {
    await test.close()
    await qdrant.stop()
  })

  const at = (path = '') => `/api/v1/knowledge${path}`
  const place = (more: object = {}) => ({ kind: 'qdrant', url: qdrant.url, credential, ...more })

  it('is tried, made, filled, searched and attached to', async () => {
    const body = { name: 'tea', store: place() }
    const tried = await test.send<PlaceCheck>('POST', at('/stores/check'), { body })
    assert.deepEqual([tried.status, tried.body], [200, { server: 'Qdrant 1.19.0' }])
    const made = await test.send<KnowledgeCollection>('POST', at(), { body })
    assert.equal(made.status, 201)
    assert.equal(made.body.store.kind, 'qdrant')
    const text = 'Green tea is steeped for two minutes.'
    const added = await test.send<IndexingJob>('POST', at('/tea/documents?wait=30'), {
      body: { name: 'tea.md', text },
    })
    assert.equal(added.body.status, 'done')
    const found = await test.send<{ items: KnowledgeHit[] }>('POST', at('/tea/search'), {
      body: { query: 'steep green tea' },
    })
    assert.deepEqual(
      found.body.items.map((hit) => hit.text),
      [text],
    )
    assert.equal((await test.send('DELETE', at('/tea?keep_remote=true'))).status, 204)
    const again = await test.send<PlaceCheck>('POST', at('/stores/check'), { body })
    assert.deepEqual(again.body.holds, { model: 'lexical', dimensions: 384, documents: 1, chunks: 1 })
    const attached = await test.send<KnowledgeCollection>('POST', at(), { body })
    assert.equal(attached.status, 201)
    const listed = await test.send<{ items: KnowledgeCollection[] }>('GET', at())
    assert.deepEqual(
      listed.body.items.map(({ name, documents, chunks, problem }) => ({ name, documents, chunks, problem })),
      [{ name: 'tea', documents: 1, chunks: 1, problem: undefined }],
    )
    assert.equal((await test.send('DELETE', at('/tea'))).status, 204)
    const gone = await test.send<PlaceCheck>('POST', at('/stores/check'), { body })
    assert.equal(gone.body.holds, undefined)
  })

  it('names what is wrong with the place, and shows no key', async () => {
    const cases: [object, number, string | RegExp][] = [
      [{ store: place({ name: 'a b' }) }, 422, '/store/name'],
      [{ store: place({ url: 'http://ada:secret@x' }) }, 422, '/store/url'],
      [{ store: { kind: 'pgvector' } }, 422, '/store/credential'],
      [{ store: place({ url: 'http://127.0.0.1:9' }) }, 502, /may not be sent/],
      [{ store: { kind: 'qdrant', url: 'http://127.0.0.1:9' } }, 502, /refused/],
      [{ store: place({ credential: 'cred_none' }) }, 502, /credential/i],
      [{ store: { kind: 'pgvector', url: 'postgres://ada@127.0.0.1/shop' } }, 502, /refused/],
    ]
    for (const [body, status, what] of cases)
      for (const path of ['', '/stores/check']) {
        const answer = await test.send('POST', at(path), { body: { name: 'wrong', ...body } })
        assert.equal(answer.status, status, JSON.stringify(answer.body))
        const { errors, detail = '', code } = problemIn(answer)
        if (typeof what === 'string') assert.equal(errors?.[0]?.pointer, what)
        else {
          assert.equal(code, 'store_failed')
          assert.match(detail, what)
        }
        assert.ok(!JSON.stringify(answer.body).includes(KEY))
      }
  })

  it('that does not answer is told of in the list, which goes on without it', async () => {
    await test.send('POST', at(), { body: { name: 'here' } })
    await test.send('POST', at(), { body: { name: 'there', store: place() } })
    qdrant.onRequest = () => 'cut'
    const listed = await test.send<{ items: KnowledgeCollection[] }>('GET', at())
    const { items } = listed.body
    assert.deepEqual(
      items.map(({ name, problem }) => [name, problem?.code]),
      [
        ['here', undefined],
        ['there', 'store_unreachable'],
      ],
    )
    const search = await test.send('POST', at('/there/search'), { body: { query: 'x' } })
    assert.deepEqual([search.status, problemIn(search).code], [502, 'store_failed'])
    assert.equal(problemIn(await test.send('DELETE', at('/there'))).code, 'store_failed')
    assert.equal((await test.send('DELETE', at('/there?keep_remote=true'))).status, 204)
    qdrant.onRequest = undefined
  })
})
