import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { doubling } from '../testing/drafts.ts'
import { openTestServer, problemIn, type TestServer } from '../testing/test_server.ts'

const api = '/api/v1/workflows'

describe('problems', () => {
  let test: TestServer
  before(async () => {
    test = await openTestServer()
  })
  after(() => test.close())

  it('says where JSON breaks', async () => {
    const answer = await test.send('POST', api, {
      text: '{"name": }',
      headers: { 'content-type': 'application/json' },
    })
    assert.equal(answer.status, 400)
    assert.match(problemIn(answer).detail ?? '', /line 1, column 10/)
  })

  it('tells all that is wrong with a query at once', async () => {
    const answer = await test.send('GET', `${api}?limit=1000&offset=-1&sort=colour`)
    assert.equal(answer.status, 400)
    const pointers = new Set(problemIn(answer).errors?.map(({ pointer }) => pointer))
    assert.deepEqual(pointers, new Set(['/query/limit', '/query/offset', '/query/sort']))
  })

  it('refuses other media types, sizes, methods and paths', async () => {
    const text = await test.send('POST', api, { text: 'name: x', headers: { 'content-type': 'text/plain' } })
    assert.equal(problemIn(text).status, 415)
    const yaml = await test.send('POST', api, { text: 'name: x', headers: { 'content-type': 'text/yaml' } })
    assert.equal(problemIn(yaml).status, 415)
    const large = await test.send('POST', api, {
      body: { ...doubling(), description: 'x'.repeat(5.1 * 1024 * 1024) },
    })
    assert.equal(problemIn(large).status, 413)
    const patched = await test.send('PATCH', api, { body: {} })
    assert.deepEqual([problemIn(patched).status, patched.headers.get('allow')], [405, 'GET, POST'])
    assert.equal(problemIn(await test.send('GET', '/api/v1/nowhere')).status, 404)
    assert.equal(problemIn(await test.send('GET', '/api/nowhere')).status, 404)
    assert.equal(problemIn(await test.send('GET', `${api}/${'x'.repeat(80)}`)).status, 404)
    assert.equal(problemIn(await test.send('GET', `${api}/%E0%A4%A`)).status, 400)
  })

  it('refuses other hosts and the pages of other sites', async () => {
    const { port } = test.server
    assert.equal(await statusWith(port, { host: 'evil.example' }), 403)
    assert.equal(await statusWith(port, { host: `evil.example:${port}` }), 403)
    assert.equal(await statusWith(port, { host: '127.0.0.1:1' }), 403)
    assert.equal(await statusWith(port, { host: `localhost:${port}` }), 200)
    assert.equal(await statusWith(port, { origin: 'http://evil.example' }), 403)
    assert.equal(await statusWith(port, { origin: 'null' }), 403)
    assert.equal(await statusWith(port, { origin: `http://localhost:${port}` }), 200)
    assert.equal(await statusWith(port, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }), 403)
  })

  it('serves pages with a policy that allows no foreign script', async () => {
    const page = await fetch(`${test.server.url}/some/page`, { headers: { accept: 'text/html' } })
    assert.equal(page.status, 200)
    assert.match(page.headers.get('content-security-policy') ?? '', /script-src 'self';/)
    const docs = await test.send<string>('GET', '/api/docs')
    assert.match(docs.body, /\/api\/docs\.js/)
    assert.doesNotMatch(docs.body, /https?:\/\//)
    assert.equal((await test.send('GET', '/api/docs.js')).status, 200)
    const openapi = await test.send<{ openapi: string }>('GET', '/api/openapi.json')
    assert.equal(openapi.body.openapi, '3.1.0')
  })

  it('answers about itself', async () => {
    assert.deepEqual((await test.send('GET', '/livez')).body, { status: 'ok' })
    assert.deepEqual((await test.send('GET', '/readyz')).body, { status: 'ready' })
    const { body } = await test.send<string>('GET', '/metrics')
    assert.match(body, /llamanexus_runs\{state="running"\} 0/)
  })
})

/** `fetch` does not let a caller set these headers. */
const statusWith = (port: number, headers: Record<string, string>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: api, headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
