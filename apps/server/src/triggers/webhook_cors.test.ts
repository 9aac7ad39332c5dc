import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { JsonObject } from '@llamanexus/workflow'
import { draftOf, webhook } from '../testing/drafts.ts'
import { openTestServer, type TestServer } from '../testing/test_server.ts'

const shop = 'https://shop.example'
const evil = 'https://evil.example'

describe('webhooks that are only looked at, or called by pages', () => {
  let test: TestServer
  before(async () => {
    test = await openTestServer()
  })
  after(() => test.close())

  const ask = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
    fetch(`${test.server.url}/webhooks/${path}`, { method, headers, ...(body !== undefined && { body }) })
  const runsOf = async (id: string) =>
    (await test.send<{ total: number }>('GET', `/api/v1/workflows/${id}/executions`)).body.total
  const preflight = (path: string, origin: string, method = 'POST') =>
    ask('OPTIONS', path, {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'content-type,x-api-key',
    })
  const cors = (response: Response) =>
    Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('access-control-')))

  it('answers HEAD where GET is taken, without a body and without a run', async () => {
    const { id } = await test.create(webhook({ path: 'looked/:id', method: 'GET', respond: 'last_node' }))
    for (const path of ['looked/7', 'looked/7/', 'test/looked/7']) {
      const head = await ask('HEAD', path)
      assert.deepEqual([head.status, await head.text()], [200, ''], path)
    }
    assert.equal(await runsOf(id), 0)
    assert.equal((await ask('GET', 'looked/7')).status, 200)
    assert.equal(await runsOf(id), 1)
    await test.create(webhook({ path: 'posted' }))
    const refused = await ask('HEAD', 'posted')
    assert.deepEqual([refused.status, refused.headers.get('allow')], [405, 'POST, OPTIONS'])
    assert.equal((await ask('HEAD', 'nowhere')).status, 404)
  })

  it('asks who looks as it asks who calls', async () => {
    const auth = { type: 'header', header: 'X-Api-Key', value: 'k' }
    await test.create(webhook({ path: 'guarded-look', method: 'GET', auth }))
    assert.equal((await ask('HEAD', 'guarded-look')).status, 401)
    assert.equal((await ask('HEAD', 'guarded-look', { 'x-api-key': 'k' })).status, 200)
  })

  it('tells what may be asked of an address, and lets no page in that its author does not name', async () => {
    await test.create(
      draftOf(
        'Two methods',
        {
          read: { type: 'http_webhook', config: { path: 'two', method: 'GET' } },
          write: { type: 'http_webhook', config: { path: 'two', method: 'POST' } },
        },
        [],
      ),
    )
    for (const path of ['two', 'test/two']) {
      const asked = await preflight(path, shop)
      assert.deepEqual([asked.status, asked.headers.get('allow')], [204, 'GET, HEAD, POST, OPTIONS'])
      assert.deepEqual(cors(asked), {})
    }
    const called = await ask('POST', 'two', { origin: shop }, '{}')
    assert.equal(called.status, 403)
    assert.equal((await ask('OPTIONS', 'nowhere')).status, 404)
  })

  it('lets the pages in that its author names, by the method that they want', async () => {
    const allowing = (config: JsonObject) => ({ type: 'http_webhook', config: { path: 'open', ...config } })
    const { id } = await test.create(
      draftOf(
        'Open to a page',
        {
          read: allowing({ method: 'GET' }),
          write: allowing({ method: 'POST', allowed_origins: ['https://Shop.example'] }),
        },
        [],
      ),
    )
    for (const path of ['open', 'test/open']) {
      const asked = await preflight(path, shop)
      assert.equal(asked.status, 204)
      assert.deepEqual(cors(asked), {
        'access-control-allow-origin': shop,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type,x-api-key',
        'access-control-max-age': '600',
      })
      assert.deepEqual(cors(await preflight(path, evil)), {})
      assert.deepEqual(cors(await preflight(path, shop, 'GET')), {})
    }
    assert.equal(await runsOf(id), 0)
    const called = await ask('POST', 'open', { origin: shop, 'sec-fetch-site': 'cross-site' }, '{}')
    assert.equal(called.status, 202)
    assert.equal(called.headers.get('access-control-allow-origin'), shop)
    assert.match(called.headers.get('vary') ?? '', /Origin/)
    assert.equal((await ask('POST', 'open', { origin: evil }, '{}')).status, 403)
    assert.equal((await ask('GET', 'open', { origin: shop })).status, 403)
    assert.equal(await runsOf(id), 1)
  })

  it('lets a page read why it was refused', async () => {
    const auth = { type: 'header', header: 'X-Api-Key', value: 'k' }
    await test.create(webhook({ path: 'open-guarded', auth, allowed_origins: ['*'] }))
    const refused = await ask('POST', 'open-guarded', { origin: evil }, '{}')
    assert.deepEqual([refused.status, refused.headers.get('access-control-allow-origin')], [401, '*'])
    const broken = await ask(
      'POST',
      'open-guarded',
      { origin: evil, 'content-type': 'application/json', 'x-api-key': 'k' },
      '{',
    )
    assert.deepEqual([broken.status, broken.headers.get('access-control-allow-origin')], [400, '*'])
  })

  it('opens nothing but webhooks', async () => {
    const response = await fetch(`${test.server.url}/api/v1/workflows`, { headers: { origin: shop } })
    assert.equal(response.status, 403)
  })

  it('answers with nothing where a response node says null', async () => {
    const hook = { type: 'http_webhook', config: { path: 'nothing', respond: 'response_node' } }
    await test.create(
      draftOf('Nothing', { hook, answer: { type: 'webhook_response', inputs: { body: null } } }, [
        'hook.body>answer.after',
      ]),
    )
    const answer = await ask('POST', 'nothing', {}, '{}')
    assert.deepEqual([answer.status, await answer.text()], [200, ''])
    assert.equal(answer.headers.get('content-type'), null)
  })
})
