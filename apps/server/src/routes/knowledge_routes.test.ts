import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type {
  IndexingJob,
  KnowledgeChunk,
  KnowledgeCollection,
  KnowledgeDocument,
  KnowledgeHit,
} from '@llamanexus/contract'
import { openTestServer, problemIn, type TestServer } from '../testing/test_server.ts'

interface Page<T> {
  items: T[]
  total: number
}

describe('knowledge', () => {
  let test: TestServer
  before(async () => {
    test = await openTestServer()
  })
  after(() => test.close())

  const at = (path = '') => `/api/v1/knowledge${path}`
  const add = (name: string, body: object) =>
    test.send<IndexingJob>('POST', at(`/${name}/documents?wait=30`), { body })

  it('is made of collections that are made, described, found and deleted', async () => {
    const made = await test.send<KnowledgeCollection>('POST', at(), {
      body: { name: 'My texts', description: 'About tea' },
    })
    assert.equal(made.status, 201)
    assert.equal(made.headers.get('location'), at('/My%20texts'))
    assert.deepEqual([made.body.model, made.body.dimensions, made.body.chunks], ['lexical', 384, 0])
    const again = await test.send('POST', at(), { body: { name: 'My texts' } })
    assert.equal(problemIn(again).code, 'collection_name_taken')
    const wrong = await test.send('POST', at(), { body: { name: '../etc' } })
    assert.equal(wrong.status, 422)
    assert.equal(problemIn(wrong).errors?.[0]?.pointer, '/name')
    const saved = await test.send<KnowledgeCollection>('PUT', at('/My%20texts'), {
      body: { description: 'About coffee' },
    })
    assert.equal(saved.body.description, 'About coffee')
    const listed = await test.send<Page<KnowledgeCollection>>('GET', at('?search=coffee'))
    assert.deepEqual(listed.body.items, [saved.body])
    assert.equal((await test.send('DELETE', at('/My%20texts'))).status, 204)
    for (const [method, path] of [
      ['GET', '/My%20texts'],
      ['DELETE', '/My%20texts'],
      ['GET', '/My%20texts/documents'],
      ['GET', '/My%20texts/chunks'],
      ['GET', '/My%20texts/jobs'],
    ] as const)
      assert.equal(problemIn(await test.send(method, at(path))).code, 'collection_not_found', path)
  })

  it('takes documents, cuts them into chunks and answers queries with the words that fit', async () => {
    await test.send('POST', at(), { body: { name: 'tea' } })
    const text =
      '# Green tea\n\nGreen tea is steeped for two minutes.\n\n# Black tea\n\nBlack tea wants boiling water.'
    const { status, body: job } = await add('tea', {
      name: 'a/tea.md',
      text,
      metadata: { year: 2026 },
      chunk_size: 60,
      chunk_overlap: 0,
    })
    assert.equal(status, 202)
    assert.deepEqual([job.status, job.done, job.total, job.error], ['done', 2, 2, null])
    const chunks = await test.send<Page<KnowledgeChunk>>('GET', at('/tea/chunks?document=a%2Ftea.md'))
    for (const chunk of chunks.body.items) {
      assert.equal(chunk.text, text.slice(chunk.start, chunk.end))
      assert.equal(chunk.metadata['year'], 2026)
    }
    const found = await test.send<{ items: KnowledgeHit[] }>('POST', at('/tea/search'), {
      body: { query: 'How long to steep green tea?', k: 1, filter: { year: 2026 } },
    })
    const [hit] = found.body.items
    assert.ok(hit?.text.includes('two minutes'))
    assert.ok(hit?.matches?.some(([start, end]) => hit.text.slice(start, end) === 'steeped'))
    const none = await test.send<{ items: KnowledgeHit[] }>('POST', at('/tea/search'), {
      body: { query: 'green', filter: { year: 1999 } },
    })
    assert.deepEqual(none.body.items, [])
  })

  it('replaces a document of the same name, lists documents and deletes them', async () => {
    await test.send('POST', at(), { body: { name: 'docs' } })
    await add('docs', { name: 'a.txt', text: 'old words '.repeat(300) })
    await add('docs', { name: 'b.csv', content_base64: Buffer.from('name,price\nTea,3').toString('base64') })
    await add('docs', { name: 'a.txt', text: 'new words' })
    const { body } = await test.send<Page<KnowledgeDocument>>('GET', at('/docs/documents'))
    assert.deepEqual(body.items.map(({ id, chunks }) => [id, chunks]).toSorted(), [
      ['a.txt', 1],
      ['b.csv', 1],
    ])
    assert.equal((await test.send('DELETE', at('/docs/documents/a.txt'))).status, 204)
    const again = await test.send('DELETE', at('/docs/documents/a.txt'))
    assert.equal(problemIn(again).code, 'knowledge_document_not_found')
    const jobs = await test.send<Page<IndexingJob>>('GET', at('/docs/jobs'))
    assert.deepEqual(
      jobs.body.items.map(({ document, status }) => `${document} ${status}`),
      ['a.txt done', 'b.csv done', 'a.txt done'],
    )
  })

  it('says what is wrong with a document, and that nobody knows a job', async () => {
    await test.send('POST', at(), { body: { name: 'wrong' } })
    const broken = await add('wrong', {
      name: 'x.pdf',
      content_base64: Buffer.from('%PDF-1.7 no').toString('base64'),
    })
    assert.equal(broken.body.status, 'failed')
    assert.equal(broken.body.error?.code, 'document_broken')
    assert.equal((await add('wrong', { name: 'empty.txt', text: ' ' })).body.error?.code, 'document_empty')
    assert.equal((await add('wrong', { name: 'none' })).status, 422)
    assert.equal(problemIn(await test.send('GET', at('/wrong/jobs/idx_1'))).code, 'indexing_not_found')
    assert.equal(problemIn(await test.send('DELETE', at('/wrong/jobs/idx_1'))).code, 'indexing_not_found')
    const filter = await test.send('POST', at('/wrong/search'), {
      body: { query: 'x', filter: { year: { above: 1 } } },
    })
    assert.equal(filter.status, 422)
    assert.equal(problemIn(filter).errors?.[0]?.pointer, '/filter')
    assert.match(problemIn(filter).detail ?? '', /"year"/)
  })

  it('takes a table of more rows than a workflow would, and forgets a job that has ended', async () => {
    await test.send('POST', at(), { body: { name: 'rows' } })
    const text = `id,about\n${Array.from({ length: 10_500 }, (_, row) => `${row},tea`).join('\n')}`
    const { body: job } = await add('rows', { name: 'rows.csv', text })
    assert.deepEqual([job.status, job.done, job.error], ['done', 10_500, null])
    assert.equal((await test.send('DELETE', at(`/rows/jobs/${job.id}`))).status, 204)
    assert.equal((await test.send<Page<IndexingJob>>('GET', at('/rows/jobs'))).body.total, 0)
  })

  it('does not make anew what is deleted while it is being indexed', async () => {
    await test.send('POST', at(), { body: { name: 'gone' } })
    const text = 'Green tea is steeped for two minutes. '.repeat(20_000)
    await test.send('POST', at('/gone/documents'), { body: { name: 'long.txt', text } })
    assert.equal((await test.send('DELETE', at('/gone'))).status, 204)
    const list = await test.send<Page<KnowledgeCollection>>('GET', at())
    assert.equal(
      list.body.items.some(({ name }) => name === 'gone'),
      false,
    )
  })
})
