import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Execution, ExecutionEvent } from '@llamanexus/contract'
import { type LlmServer, startLlmServer } from '@llamanexus/testing/llm-server'
import { draftOf } from '../testing/drafts.ts'
import { openTestServer, problemIn, type TestServer } from '../testing/test_server.ts'

const api = '/api/v1/workflows'

describe('when others are busy', () => {
  let test: TestServer
  let models: LlmServer
  before(async () => {
    models = await startLlmServer()
    test = await openTestServer({ allow_private_hosts: true, limits: { max_runs: 1, max_queued_runs: 2 } })
  })
  after(async () => {
    await test.close()
    await models.close()
  })

  it('waits as long as a model server asks before it tries again, and shows each attempt', async () => {
    models.script({ status: 429, headers: { 'retry-after': '1' } }, { text: 'At last' })
    const { id } = await test.create(
      draftOf(
        'Asked to wait',
        {
          in: { type: 'manual_trigger' },
          ask: {
            type: 'llm_chat',
            config: { model: 'test-model', base_url: models.url },
            inputs: { prompt: 'Hello?' },
            policy: { retry: { max_retries: 2, backoff_ms: 1 } },
          },
          out: { type: 'output', inputs: { value: '{{ nodes.ask.response }}' } },
        },
        ['in.trigger>ask.after', 'ask.response>out.after'],
      ),
    )
    const { body } = await test.execute(id, {})
    assert.deepEqual([body.status, body.error], ['completed', null])
    assert.equal(body.node_executions['ask']?.attempts, 2)
    assert.equal(models.requests.length, 2)
    const events = await test.send<{ items: ExecutionEvent[] }>(
      'GET',
      `${api}/executions/${body.id}/events`,
      {
        headers: { accept: 'application/json' },
      },
    )
    const [first, second] = events.body.items
      .filter(({ type, path }) => path === 'ask' && (type === 'node_retrying' || type === 'node_completed'))
      .map(({ at }) => Date.parse(at))
    assert.ok((second ?? 0) - (first ?? 0) >= 1000, 'the wait is what the server asked for')
  })

  it('refuses runs that no longer fit the queue with 429 and when to come back, and runs those that it took', async () => {
    // A long delay would be parked and hold no place; this works until it is stopped.
    const busy = { type: 'code_executor', inputs: { code: 'for (;;) {}' }, config: { timeout_ms: 60_000 } }
    const { id } = await test.create(
      draftOf('Busy', { in: { type: 'manual_trigger' }, busy }, ['in.trigger>busy.after']),
    )
    const start = () => test.send<Execution>('POST', `${api}/${id}/execute`, { body: {} })
    const taken = [await start(), await start(), await start()]
    assert.deepEqual(
      taken.map(({ status }) => status),
      [202, 202, 202],
    )
    const refused = await start()
    assert.deepEqual([refused.status, problemIn(refused).code], [429, 'queue_full'])
    assert.ok(Number(refused.headers.get('retry-after')) >= 1)
    for (const { body } of taken) {
      const ended = await test.send<Execution>('POST', `${api}/executions/${body.id}/cancel`)
      assert.deepEqual([ended.status, ended.body.status], [200, 'cancelled'])
    }
    const again = await start()
    assert.equal(again.status, 202)
    await test.send('POST', `${api}/executions/${again.body.id}/cancel`)
  })

  it('says which methods a path has', async () => {
    const CASES = [
      ['PATCH', api, 'GET, HEAD, POST'],
      ['OPTIONS', api, 'GET, HEAD, POST'],
      ['PATCH', `${api}/executions`, 'GET, HEAD'],
      ['POST', '/livez', 'GET, HEAD'],
      ['POST', '/api/docs', 'GET, HEAD'],
    ] as const
    for (const [method, path, allow] of CASES) {
      const { status, headers } = await fetch(`${test.server.url}${path}`, { method })
      assert.deepEqual([status, headers.get('allow')], [405, allow], `${method} ${path}`)
    }
    const head = await fetch(`${test.server.url}${api}`, { method: 'HEAD' })
    assert.deepEqual([head.status, await head.text()], [200, ''])
  })

  it('starts no run for who only looks at a webhook', async () => {
    const { id } = await test.create(
      draftOf('Looked at', { in: { type: 'http_webhook', config: { path: 'looked', method: 'ANY' } } }, [], {
        is_active: true,
      }),
    )
    for (const method of ['HEAD', 'OPTIONS']) {
      const { status } = await fetch(`${test.server.url}/webhooks/looked`, { method })
      assert.equal(status, method === 'HEAD' ? 200 : 204)
    }
    const { body } = await test.send<{ total: number }>('GET', `${api}/${id}/executions`)
    assert.equal(body.total, 0)
  })
})
