import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import { openTestServer, problemIn, type TestServer } from '../testing/test_server.ts'

const script = 'export const answer = 42'

describe('page routes', () => {
  let test: TestServer
  let webDir = ''
  before(async () => {
    webDir = await mkdtemp(join(tmpdir(), 'llamanexus-web-'))
    await mkdir(join(webDir, 'assets'))
    await writeFile(join(webDir, 'index.html'), '<!doctype html><title>Editor</title>')
    await writeFile(join(webDir, 'assets', 'app-1a2b.js'), script)
    await writeFile(join(webDir, 'assets', 'app-1a2b.js.br'), brotliCompressSync(script))
    test = await openTestServer({ web_dir: webDir })
  })
  after(async () => {
    await test.close()
    await rm(webDir, { recursive: true })
  })

  it('answers every page of the app with its one page, read anew each time', async () => {
    for (const path of ['/', '/workflows/wf_1', '/index.html']) {
      const page = await test.send<string>('GET', path, { headers: { accept: 'text/html' } })
      assert.match(page.body, /Editor/, path)
      assert.equal(page.headers.get('cache-control'), 'no-cache')
      assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'self'/)
    }
  })

  it('sends files named after their content compressed, to be kept for good', async () => {
    const file = await test.send<string>('GET', '/assets/app-1a2b.js', {
      headers: { 'accept-encoding': 'br' },
    })
    assert.deepEqual([file.status, file.body], [200, script])
    assert.equal(file.headers.get('content-encoding'), 'br')
    assert.match(file.headers.get('cache-control') ?? '', /immutable/)
  })

  it('has no page for files that are missing, the API, or what lies outside', async () => {
    assert.equal(problemIn(await test.send('GET', '/assets/gone-1.js')).status, 404)
    assert.equal(
      problemIn(await test.send('GET', '/api/gone', { headers: { accept: 'text/html' } })).status,
      404,
    )
    const outside = await test.send<string>('GET', '/assets/..%2f..%2fpackage.json')
    assert.ok(outside.status >= 400 || /Editor/.test(outside.body))
  })
})
