import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { LoadedDocument } from '@llamanexus/node-sdk'
import { makePdf } from '@llamanexus/testing/documents'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()
const put = (path: string, content: string | Uint8Array) => {
  mkdirSync(join(world.workspace(), path, '..'), { recursive: true })
  writeFileSync(join(world.workspace(), path), content)
}
const load = async (type: string, source: string, config = {}) => {
  const { outputs } = await world.run('document_loader', { inputs: { source, type }, config })
  const { documents, errors, count } = outputs
  return { errors, count, documents: documents as unknown as LoadedDocument[] }
}

test('a PDF of the workspace is a document a page', async () => {
  put('tea.pdf', makePdf(['One', 'Two']))
  const { documents, count, errors } = await load('file', 'tea.pdf')
  assert.deepEqual(
    [documents.map(({ text, metadata }) => [text, metadata.page]), count, errors],
    [
      [
        ['One', 1],
        ['Two', 2],
      ],
      2,
      [],
    ],
  )
})

test('a directory is loaded without the files that fail; with none left it is an error', async () => {
  put('books/a.md', '# A')
  put('books/b.pdf', 'no pdf')
  const { documents, errors } = await load('directory', 'books')
  assert.deepEqual([documents.length, (errors as object[]).length], [1, 1])
  await assert.rejects(load('directory', 'books', { glob: '*.pdf' }), {
    code: 'documents_failed',
    field: 'source',
    message: /None of 1 files.*called pdf and is none/,
  })
  assert.equal((await load('directory', 'books', { glob: '*.none' })).count, 0)
})

test('an address is loaded, signed in by a credential', async () => {
  const { documents } = await load('url', 'https://api.example.com/echo?q=tea')
  assert.match(documents[0]?.text ?? '', /"q": "tea"/)
  const credential = await world.addCredential({
    type: 'api_key',
    values: { key: 'k-123', name: 'key', in: 'query' },
    hosts: ['api.example.com'],
  })
  const signed = await load('url', 'https://api.example.com/echo', { credential })
  assert.match(signed.documents[0]?.text ?? '', /k-123/)
  assert.equal(signed.documents[0]?.metadata.source, 'https://api.example.com/echo')
  await assert.rejects(load('url', 'https://other.example.com/', { credential }), { code: 'credential_host' })
})

test('rows of a database are documents', async () => {
  const query = "CREATE TABLE tea (id, about); INSERT INTO tea VALUES (1, 'Strong')"
  await world.run('sql_query', { inputs: { connection: 'sqlite:t.db', query }, config: { read_only: false } })
  const config = { query: 'SELECT * FROM tea', text_fields: ['about'] }
  const { documents } = await load('database', 'sqlite:t.db', config)
  assert.deepEqual(
    documents.map(({ text, metadata }) => [text, metadata['id']]),
    [['Strong', 1]],
  )
  const values = { url: 'postgres://ada:secret@127.0.0.1:1/shop' }
  const credential = await world.addCredential({ type: 'database', values })
  await assert.rejects(load('database', 'sqlite:t.db', { ...config, credential }), { code: 'connect_failed' })
})

test('a source or a type that is none is named', async () => {
  await assert.rejects(load('ftp', 'x'), { code: 'input_invalid', field: 'type' })
  await assert.rejects(load('file', 'nothing'), { code: 'file_missing', field: 'source' })
})
