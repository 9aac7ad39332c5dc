import assert from 'node:assert/strict'
import { once } from 'node:events'
import { symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { LoadFailure } from '@llamanexus/node-sdk'
import { makePdf } from '@llamanexus/testing/documents'
import { documentWorld } from './testing/parse_world.ts'

const { root, load, write, sql } = documentWorld()

describe('a file', () => {
  it('is read from the workspace and from nowhere else', async () => {
    await write('notes/tea.md', '# Tea\nGreen')
    const [document] = await load('file', ' notes/tea.md ')
    assert.deepEqual(document?.metadata, {
      title: 'Tea',
      media_type: 'text/markdown',
      source: 'notes/tea.md',
    })
    await assert.rejects(load('file', 'nothing.md'), { code: 'file_missing', field: 'source' })
    await assert.rejects(load('file', '../secret'), { code: 'path_outside', field: 'source' })
    await assert.rejects(load('file', 'notes/tea.md', { max_bytes: 5 }), { code: 'document_too_large' })
    await assert.rejects(load('file', 'notes'), { code: 'path_invalid', hint: /`directory`/ })
    await assert.rejects(load('directory', 'notes/tea.md'), { code: 'path_invalid', hint: /`file`/ })
  })

  it('of 20 MB is read while the server goes on, and every row arrives', async () => {
    const line = `${'x'.repeat(90)},${'y'.repeat(100)}\n`
    const rows = Math.ceil((20 * 2 ** 20) / line.length)
    await write('big.csv', `a,b\n${line.repeat(rows)}`)
    const loading = load('file', 'big.csv', { rows_per_document: 10, max_documents: 20_000 })
    const state = { done: false, turns: 0 }
    void loading.finally(() => (state.done = true))
    while (!state.done) {
      await setImmediate()
      state.turns += 1
    }
    const documents = await loading
    assert.equal(documents.length, Math.ceil(rows / 10))
    assert.equal(documents.at(-1)?.metadata['row_end'], rows + 1)
    assert.equal(new Set(documents.map(({ id }) => id)).size, documents.length)
    assert.ok(state.turns > 20, `the loop turned ${state.turns} times`)
  })
})

describe('a directory', () => {
  before(async () => {
    await write('books/a.txt', 'A')
    await write('books/b/c.md', 'C')
    await write('books/b/d.pdf', 'no pdf')
    await write('books/z.bin', Buffer.from([0, 1, 2, 255]))
    await write('books/.settings', 'hidden')
    symlinkSync('/etc', join(root, 'books/etc'))
  })

  it('gives its files in order, and what failed beside them', async () => {
    const failures: LoadFailure[] = []
    const steps: string[] = []
    const documents = await load('directory', 'books/', {
      onFailure: (failure) => failures.push(failure),
      onProgress: (_, message) => steps.push(message),
    })
    assert.deepEqual(
      documents.map(({ metadata }) => metadata.source),
      ['books/a.txt', 'books/b/c.md'],
    )
    assert.deepEqual(failures.map(({ source, code }) => [source, code]).toSorted(), [
      ['books/b/d.pdf', 'document_broken'],
      ['books/z.bin', 'format_unknown'],
    ])
    assert.equal(steps.length, 4)
    await assert.rejects(load('directory', 'books'), { code: /document_broken|format_unknown/ })
  })

  it('can be narrowed by a pattern, to itself, and to a number', async () => {
    const sources = async (more: object) =>
      (await load('directory', 'books', more)).map(({ metadata }) => metadata.source)
    assert.deepEqual(await sources({ glob: '**/*.md' }), ['books/b/c.md'])
    assert.deepEqual(await sources({ glob: '*.txt', recursive: false }), ['books/a.txt'])
    const few = { glob: '**/*.{txt,md}', max_documents: 1, onFailure: () => undefined }
    await assert.rejects(sources(few), { code: 'too_many_documents', field: 'source' })
    await assert.rejects(load('directory', 'nowhere'), { code: 'file_missing', field: 'source' })
    const stopped = { signal: AbortSignal.abort(), onFailure: () => undefined }
    await assert.rejects(sources(stopped), { code: 'aborted' })
  })
})

describe('an address', () => {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x')
    if (pathname === '/moved') return response.writeHead(302, { location: '/paper' }).end()
    if (pathname === '/paper') return response.end(makePdf(['On tea']))
    if (pathname === '/private' && !request.headers.authorization) return response.writeHead(401).end()
    if (pathname === '/page') response.setHeader('content-type', 'text/html; charset=utf-8')
    if (pathname === '/busy') return response.writeHead(429, { 'retry-after': '7' }).end()
    if (pathname === '/api')
      return response.setHeader('content-type', 'application/vnd.api+json').end('{"a":1}')
    response.end('<h1>Tea</h1><p>Green</p>')
  })
  let origin = ''
  before(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => server.close())

  it('gives what its bytes and content type say it is', async () => {
    const [page] = await load('url', `${origin}/page`)
    assert.deepEqual([page?.text, page?.metadata.source], ['## Tea\n\nGreen', `${origin}/page`])
    const [paper] = await load('url', `${origin}/moved`)
    assert.deepEqual([paper?.text, paper?.metadata.page], ['On tea', 1])
    const [known] = await load('url', `${origin.replace('//', '//ada:secret@')}/page`)
    assert.equal(known?.metadata.source, `${origin}/page`)
    assert.equal(known?.id, page?.id)
    assert.equal((await load('url', `${origin}/api`))[0]?.metadata.media_type, 'application/json')
    const [other] = await load('url', `${origin.replace('127.0.0.1', 'localhost')}/page`)
    assert.notEqual(other?.id, page?.id)
  })

  it('takes a sign-in, and says what went wrong', async () => {
    await assert.rejects(load('url', `${origin}/private`), {
      code: 'http_status',
      field: 'source',
      retryable: false,
    })
    const authorization = { headers: { authorization: 'Bearer x' }, query: { key: 'secret' } }
    const [known] = await load('url', `${origin}/private`, { authorization })
    assert.equal(known?.metadata.source, `${origin}/private`)
    await assert.rejects(load('url', `${origin}/busy`), { retryable: true, retry_after_ms: 7000 })
    await assert.rejects(load('url', 'ftp://x'), { code: 'url_invalid', field: 'source' })
    await assert.rejects(load('url', `${origin}/page`, { max_bytes: 3 }), { code: 'document_too_large' })
  })
})

describe('a text', () => {
  it('is a document whose id follows from what it says', async () => {
    const [a] = await load('text', 'Tea')
    const [b] = await load('text', 'Tea')
    const [c] = await load('text', 'Milk')
    assert.deepEqual(
      [a?.text, a?.metadata.source, a?.id === b?.id, a?.id === c?.id],
      ['Tea', 'text', true, false],
    )
    const rows = await load('text', 'a,b\n1,2\n3,4\n', { format: 'csv' })
    assert.deepEqual(
      rows.map(({ text }) => text),
      ['a: 1\nb: 2', 'a: 3\nb: 4'],
    )
  })
})

describe('a database', () => {
  const connection = 'sqlite:shop.db'
  before(() =>
    sql.query({
      connection,
      query:
        "CREATE TABLE tea (id INTEGER, name TEXT, about TEXT); INSERT INTO tea VALUES (1, 'Assam', 'Strong'), (2, 'Sencha', 'Green')",
      read_only: false,
      max_rows: 10,
      timeout_ms: 30_000,
    }),
  )

  it('gives the rows of a query, with values bound', async () => {
    const query = 'SELECT * FROM tea WHERE id > :low ORDER BY id'
    const documents = await load('database', connection, {
      query,
      params: { low: 0 },
      text_fields: ['about'],
      id_field: 'id',
    })
    assert.deepEqual(
      documents.map(({ text, metadata }) => [text, metadata]),
      [
        ['Strong', { id: 1, name: 'Assam', row: 1, source: connection }],
        ['Green', { id: 2, name: 'Sencha', row: 2, source: connection }],
      ],
    )
    const [later] = await load('database', connection, { query, params: { low: 1 }, id_field: 'id' })
    assert.equal(later?.id, documents[1]?.id)
  })

  it('changes nothing, and leaves nothing out in silence', async () => {
    await assert.rejects(load('database', connection, { query: 'DELETE FROM tea' }), {
      code: 'read_only',
      field: 'query',
      hint: /Write a SELECT/,
    })
    await assert.rejects(load('database', connection), { code: 'input_invalid', field: 'query' })
    const one = { query: 'SELECT * FROM tea', max_documents: 1 }
    await assert.rejects(load('database', connection, one), { code: 'document_too_large', field: 'query' })
    const wrong = { query: 'SELECT * FROM tea', text_fields: ['body'] }
    await assert.rejects(load('database', connection, wrong), { code: 'fields_missing', hint: /about/ })
    const other = { query: 'SELECT * FROM tea', id_field: 'number' }
    await assert.rejects(load('database', connection, other), { code: 'fields_missing', field: 'id_field' })
    const nowhere = load('database', 'sqlite:none.db', { query: 'SELECT 1' })
    await assert.rejects(nowhere, { code: 'connection_invalid', field: 'source', hint: 'Check the path.' })
    await assert.rejects(load('database', 'tea', { query: 'SELECT 1' }), {
      field: 'source',
      message: /"source"/,
    })
  })
})
