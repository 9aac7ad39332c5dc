import assert from 'node:assert/strict'
import { request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import type { Readiness } from '@llamanexus/contract'
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

  it('takes an empty body for none, whatever its type', async () => {
    const { id } = await test.create(doubling())
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'text/yaml', 'application/json']) {
      const answer = await test.send('POST', `${api}/${id}/execute?wait=20`, {
        text: '',
        headers: { 'content-type': type },
      })
      assert.equal(answer.status, 200, type)
    }
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
    assert.deepEqual([problemIn(patched).status, patched.headers.get('allow')], [405, 'GET, HEAD, POST'])
    assert.equal(problemIn(await test.send('GET', '/api/v1/nowhere')).status, 404)
    assert.equal(problemIn(await test.send('GET', '/api/nowhere')).status, 404)
    assert.equal(problemIn(await test.send('GET', `${api}/${'x'.repeat(80)}`)).status, 404)
    assert.equal(problemIn(await test.send('GET', `${api}/%E0%A4%A`)).status, 400)
  })

  it('takes no number for another', async () => {
    for (const [query, pointer] of [
      ['limit=1.5', '/query/limit'],
      ['offset=1e30', '/query/offset'],
      ['offset=99999999999999999999', '/query/offset'],
    ] as const) {
      const answer = await test.send('GET', `${api}?${query}`)
      assert.equal(answer.status, 400, query)
      assert.equal(problemIn(answer).errors?.[0]?.pointer, pointer)
    }
  })

  it('tells a wrong query from a wrong body', async () => {
    const { id } = await test.create(doubling())
    const answer = await test.send('POST', `${api}/${id}/execute?wait=-1`, { body: {} })
    assert.deepEqual([answer.status, problemIn(answer).code], [400, 'request_invalid'])
  })

  it('answers a body that is far too large, once it has been sent', async () => {
    const headers = { 'content-type': 'application/json' }
    const answer = await test.send('POST', `${api}/validate`, { text: ' '.repeat(40 << 20), headers })
    assert.equal(problemIn(answer).status, 413)
  })

  it('upgrades the one address and says so there', async () => {
    const { port } = test.server
    const plain = await test.send('GET', '/api/v1/ws')
    assert.deepEqual([problemIn(plain).code, plain.headers.get('upgrade')], ['upgrade_required', 'websocket'])
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
    const key = { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }
    assert.equal(await statusWith(port, { ...upgrade, ...key }), 404)
  })

  it('refuses a request without a host as the API says things', async () => {
    const { port } = test.server
    const socket = connect(port, '127.0.0.1')
    socket.end('GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n')
    assert.match(await text(socket), /^HTTP\/1\.1 403 [\s\S]*application\/problem\+json[\s\S]*host_refused/)
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
    const ready = await test.send<{ status: string; python_walls: string[] }>('GET', '/readyz')
    assert.equal(ready.body.status, 'ready')
    // The kernel's wall is for the system to have.
    const walls = ready.body.python_walls.filter((wall) => wall !== 'kernel')
    assert.deepEqual(walls, ['webassembly', 'permissions', 'no_modules', 'no_network'])
    assert.deepEqual(await allowancesOf({}), {
      shell_commands: false,
      mcp_processes: false,
      private_hosts: [],
    })
    const given = { allow_shell: true, allow_mcp_stdio: true, allow_private_hosts: ['10.0.0.0/8'] }
    assert.deepEqual(await allowancesOf(given), {
      shell_commands: true,
      mcp_processes: true,
      private_hosts: ['10.0.0.0/8'],
    })
    assert.deepEqual((await allowancesOf({ allow_private_hosts: true })).private_hosts, ['*'])
    const { body } = await test.send<string>('GET', '/metrics')
    assert.match(body, /llamanexus_runs\{state="running"\} 0/)
  })
})

/** What a server that is started so says that it allows. */
async function allowancesOf(
  options: Parameters<typeof openTestServer>[0],
): Promise<Omit<Readiness, 'status' | 'python_walls'>> {
  const server = await openTestServer(options)
  try {
    const { body } = await server.send<Readiness>('GET', '/readyz')
    const { status: _, python_walls: __, ...allowances } = body
    return allowances
  } finally {
    await server.close()
  }
}

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
