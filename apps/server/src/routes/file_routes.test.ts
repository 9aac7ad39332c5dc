import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FileEntry } from '@llamanexus/contract'
import { openTestServer, problemIn, type TestServer } from '../testing/test_server.ts'

describe('files', () => {
  let test: TestServer
  before(async () => {
    test = await openTestServer()
  })
  after(() => test.close())

  const at = (path = '') => `${test.server.url}/api/v1/files${path}`
  const list = async (query = '') =>
    (await test.send<{ items: FileEntry[]; total: number }>('GET', `/api/v1/files${query}`)).body
  const upload = (names: readonly string[], query = '', content = 'Tea') => {
    const form = new FormData()
    for (const name of names) form.append('file', new Blob([content]), name)
    return fetch(at(query), { method: 'POST', body: form })
  }

  it('are uploaded by a form into a folder, listed by page, and deleted', async () => {
    assert.deepEqual((await list()).items, [])
    const answer = await upload(['a.txt', 'sub/b.html'], '?folder=docs')
    assert.equal(answer.status, 201)
    const { items } = (await answer.json()) as { items: FileEntry[] }
    assert.deepEqual(
      items.map(({ path, bytes }) => [path, bytes]),
      [
        ['docs/a.txt', 3],
        ['docs/sub/b.html', 3],
      ],
    )
    assert.deepEqual(
      (await list('?folder=docs')).items.map(({ path, kind }) => [path, kind]),
      [
        ['docs/sub', 'folder'],
        ['docs/a.txt', 'file'],
      ],
    )
    const page = await list('?recursive=true&limit=1&offset=1')
    assert.deepEqual([page.total, page.items[0]?.path], [2, 'docs/sub/b.html'])
    const full = await test.send('DELETE', '/api/v1/files?path=docs')
    assert.equal(problemIn(full).code, 'folder_not_empty')
    assert.equal((await test.send('DELETE', '/api/v1/files?path=docs&recursive=true')).status, 204)
    assert.equal(problemIn(await test.send('DELETE', '/api/v1/files?path=docs')).code, 'file_not_found')
  })

  it('that are there already are kept, unless it is said', async () => {
    assert.equal((await upload(['same.txt'])).status, 201)
    const again = await upload(['same.txt'], '', 'Milk')
    assert.equal(again.status, 409)
    assert.equal(((await again.json()) as { code: string }).code, 'file_exists')
    assert.equal((await upload(['same.txt'], '?replace=true', 'Milk')).status, 201)
    assert.equal(await (await fetch(at('/content?path=same.txt'))).text(), 'Milk')
  })

  it('are written as bytes and come back as an attachment that runs nothing', async () => {
    const bytes = new Uint8Array(6 * 2 ** 20).fill(7)
    const put = await fetch(at('/content?path=big%20%C3%BC.html'), {
      method: 'PUT',
      body: bytes,
      headers: { 'content-type': 'application/octet-stream' },
    })
    assert.equal(put.status, 200)
    const got = await fetch(at('/content?path=big%20%C3%BC.html'))
    assert.equal((await got.arrayBuffer()).byteLength, bytes.length)
    assert.equal(got.headers.get('content-type'), 'application/octet-stream')
    assert.equal(
      got.headers.get('content-disposition'),
      `attachment; filename="big _.html"; filename*=UTF-8''big%20%C3%BC.html`,
    )
    assert.equal(got.headers.get('x-content-type-options'), 'nosniff')
    assert.match(got.headers.get('content-security-policy') ?? '', /sandbox/)
  })

  it('outside of the workspace are out of reach', async () => {
    for (const path of ['../x', '/etc/passwd', 'a/../../x']) {
      const got = await test.send('GET', `/api/v1/files/content?path=${encodeURIComponent(path)}`)
      assert.equal(problemIn(got).code, 'path_refused')
    }
    assert.equal(problemIn(await test.send('GET', '/api/v1/files?folder=..')).code, 'path_refused')
    assert.equal((await upload(['x.txt'], '?folder=../..')).status, 422)
    assert.equal(problemIn(await test.send('GET', '/api/v1/files/content?path=none')).code, 'file_not_found')
    assert.equal((await test.send('PUT', '/api/v1/files/content?path=x', { body: { a: 1 } })).status, 415)
    const elsewhere = { method: 'POST', body: 'x', headers: { 'content-type': 'application/octet-stream' } }
    assert.equal((await fetch(`${test.server.url}/api/v1/workflows`, elsewhere)).status, 415)
  })
})
