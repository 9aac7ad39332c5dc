import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import type { TriggerDetail } from '@llamanexus/contract'
import type { JsonObject, Workflow } from '@llamanexus/workflow'
import { draftOf, webhook } from '../testing/drafts.ts'
import { eventually } from '../testing/eventually.ts'
import { openTestServer, problemIn, type SendOptions, type TestServer } from '../testing/test_server.ts'

const api = '/api/v1/workflows'

describe('webhooks', () => {
  let test: TestServer
  before(async () => {
    test = await openTestServer({ webhook_timeout_ms: 400 })
  })
  after(() => test.close())

  it('answers at once and runs by itself', async () => {
    await test.create(webhook({ path: 'at-once' }))
    const answer = await test.send<{ execution_id: string }>('POST', '/webhooks/at-once', { body: { a: 1 } })
    assert.equal(answer.status, 202)
    assert.equal((await test.send('GET', `${api}/executions/${answer.body.execution_id}`)).status, 200)
  })

  it('answers with the output of the run', async () => {
    await test.create(webhook({ path: 'last/:id', respond: 'last_node', method: 'ANY' }))
    const answer = await test.send('PUT', '/webhooks/last/7?x=1', { body: [1] })
    assert.deepEqual([answer.status, answer.body], [200, { got: [1], id: '7' }])
    assert.match(answer.headers.get('x-execution-id') ?? '', /^run_/)
  })

  it('answers with what the response node says', async () => {
    await test.create(
      webhook({ path: 'responds', respond: 'response_node' }, { headers: { 'X-Own': 'yes' } }),
    )
    const answer = await test.send('POST', '/webhooks/responds', { body: { a: 1 } })
    assert.deepEqual([answer.status, answer.body], [201, { got: { a: 1 }, id: null }])
    assert.equal(answer.headers.get('x-own'), 'yes')
  })

  it('answers before the run has ended', async () => {
    await test.create(
      draftOf(
        'Early',
        {
          hook: { type: 'http_webhook', config: { path: 'early', respond: 'response_node' } },
          answer: {
            type: 'webhook_response',
            inputs: { body: '<b>now</b>', headers: { 'content-type': 'text/html' } },
          },
          wait: { type: 'delay', inputs: { ms: 60_000 } },
        },
        ['hook.body>answer.after', 'hook.body>wait.after'],
      ),
    )
    const answer = await test.send('POST', '/webhooks/early', { body: {} })
    assert.deepEqual([answer.status, answer.body], [200, '<b>now</b>'])
    assert.equal(answer.headers.get('content-security-policy'), 'sandbox')
  })

  it('keeps what failed inside to itself, and gives up in time', async () => {
    await test.create(
      draftOf(
        'Fails',
        {
          hook: { type: 'http_webhook', config: { path: 'fails', respond: 'last_node' } },
          bad: { type: 'set', config: { fields: { x: '{{ JSON.parse("no json") }}' } } },
          out: { type: 'output' },
        },
        ['hook.body>bad.input', 'bad.output>out.value'],
      ),
    )
    const failed = await test.send('POST', '/webhooks/fails', { body: {} })
    const problem = problemIn(failed)
    assert.deepEqual([problem.status, problem.code, problem.detail], [500, 'run_failed', undefined])
    await test.create(
      draftOf(
        'Slow',
        {
          hook: { type: 'http_webhook', config: { path: 'slow', respond: 'last_node' } },
          wait: { type: 'delay', inputs: { ms: 60_000 } },
        },
        ['hook.body>wait.after'],
      ),
    )
    assert.equal(problemIn(await test.send('POST', '/webhooks/slow', { body: {} })).status, 504)
  })

  it('reads forms and text', async () => {
    await test.create(webhook({ path: 'any-body', respond: 'last_node' }))
    const post = async (type: string, text: string) =>
      (
        await test.send<{ got: unknown }>('POST', '/webhooks/any-body', {
          text,
          headers: { 'content-type': type },
        })
      ).body.got
    assert.deepEqual(await post('application/x-www-form-urlencoded', 'a=1&b=2&b=3'), {
      a: '1',
      b: ['2', '3'],
    })
    assert.equal(await post('text/plain', 'hello'), 'hello')
    assert.deepEqual(await post('application/json', '{"a":"{{ 1 + 1 }}"}'), { a: '{{ 1 + 1 }}' })
  })

  it('reads bodies as their senders pack and write them', async () => {
    await test.create(webhook({ path: 'packed', respond: 'last_node' }))
    await test.create(
      webhook({ path: 'packed-signed', respond: 'last_node', auth: { type: 'hmac', secret: 's3cret' } }),
    )
    const post = async (body: Buffer, headers: Record<string, string>, path = 'packed') => {
      const answer = await fetch(`${test.server.url}/webhooks/${path}`, { method: 'POST', body, headers })
      const read = (await answer.json()) as { got?: unknown; code?: string }
      return answer.ok ? read.got : `${answer.status} ${read.code}`
    }
    const json = { 'content-type': 'application/json' }
    const data = Buffer.from('{"a":1}')
    const packings = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, zstd: zstdCompressSync }
    for (const [encoding, pack] of Object.entries(packings))
      assert.deepEqual(await post(pack(data), { ...json, 'content-encoding': encoding }), { a: 1 }, encoding)
    assert.deepEqual(await post(data, { ...json, 'content-encoding': 'identity' }), { a: 1 })
    assert.equal(await post(data, { ...json, 'content-encoding': 'gzip' }), '400 body_syntax')
    assert.equal(await post(data, { ...json, 'content-encoding': 'rot13' }), '415 media_type_unsupported')
    const bomb = gzipSync(Buffer.alloc(21 * 1024 * 1024))
    assert.equal(await post(bomb, { ...json, 'content-encoding': 'gzip' }), '413 body_too_large')

    const packed = gzipSync(data)
    const now = String(Math.floor(Date.now() / 1000))
    const signature = createHmac('sha256', 's3cret').update(`${now}.`).update(packed).digest('hex')
    const signed = { ...json, 'content-encoding': 'gzip', 'x-timestamp': now, 'x-signature': signature }
    assert.deepEqual(await post(packed, signed, 'packed-signed'), { a: 1 })

    assert.deepEqual(await post(Buffer.from('\uFEFF{"a":1}'), json), { a: 1 })
    assert.equal(await post(Buffer.from('what � is'), { 'content-type': 'text/plain' }), 'what � is')
    assert.equal(await post(Buffer.from([0xfc]), { 'content-type': 'text/plain; charset=ISO-8859-1' }), 'ü')
    assert.equal(await post(Buffer.from([0xfc]), { 'content-type': 'text/plain' }), '/A==')
    assert.equal(await post(Buffer.from('x'), { 'content-type': 'text/plain; charset=none' }), 'eA==')
  })

  it('keeps a slash that is part of a parameter', async () => {
    await test.create(webhook({ path: 'parts/:id', respond: 'last_node', method: 'ANY' }))
    for (const at of ['parts', 'test/parts']) {
      const answer = await test.send<{ id: string }>('POST', `/webhooks/${at}/a%2Fb?x=1/2`, { body: {} })
      assert.equal(answer.body.id, 'a/b')
    }
  })

  it('is served while the workflow is active, and at its test address always', async () => {
    const { id, ...made } = await test.create(webhook({ path: 'on-off', respond: 'last_node' }))
    const save = (draft: Partial<Workflow>) =>
      test.send('PUT', `${api}/${id}`, { body: { ...made, ...draft } })
    await save({ is_active: false })
    assert.equal(
      problemIn(await test.send('POST', '/webhooks/on-off', { body: {} })).code,
      'webhook_not_found',
    )
    assert.equal((await test.send('POST', '/webhooks/test/on-off', { body: {} })).status, 200)
    await save({ is_active: true })
    assert.equal((await test.send('POST', '/webhooks/on-off', { body: {} })).status, 200)
    assert.equal(problemIn(await test.send('GET', '/webhooks/on-off')).status, 405)
    await test.send('DELETE', `${api}/${id}`)
    assert.equal((await test.send('POST', '/webhooks/on-off', { body: {} })).status, 404)
    assert.equal((await test.send('POST', '/webhooks/test/on-off', { body: {} })).status, 404)
  })

  it('refuses a second active workflow at an address', async () => {
    await test.create(webhook({ path: 'mine/:id' }))
    const answer = await test.send('POST', api, { body: webhook({ path: 'mine/:other' }) })
    const problem = problemIn(answer)
    assert.deepEqual([problem.status, problem.errors?.[0]?.pointer], [409, '/nodes/0/config/path'])
    const inactive = await test.send('POST', api, {
      body: { ...webhook({ path: 'mine/:other' }), is_active: false },
    })
    assert.equal(inactive.status, 201)
  })

  it('asks who calls, and records no credential', async () => {
    const auth = { type: 'header', header: 'X-Api-Key', value: 'k-secret' }
    await test.create(webhook({ path: 'guarded', auth }))
    assert.equal((await test.send('POST', '/webhooks/guarded', { body: {} })).status, 401)
    const answer = await test.send<{ execution_id: string }>('POST', '/webhooks/guarded', {
      body: {},
      headers: { 'x-api-key': 'k-secret' },
    })
    assert.equal(answer.status, 202)
    const run = await test.send('GET', `${api}/executions/${answer.body.execution_id}`)
    assert.doesNotMatch(JSON.stringify(run.body), /k-secret/)
  })

  it('says that nobody can call it where what callers have to show is missing', async () => {
    const stateOf = async (path: string, auth: JsonObject) => {
      const { id } = await test.create(webhook({ path, auth }))
      const { body } = await test.send<{ items: TriggerDetail[] }>('GET', `${api}/${id}/triggers`)
      const [hook] = body.items
      return [hook?.state, hook?.problem?.code, hook?.problem?.field]
    }
    const broken = ['broken', 'auth_incomplete', 'auth']
    const fine = ['listening', undefined, undefined]
    assert.deepEqual(await stateOf('no-secret', { type: 'hmac' }), broken)
    assert.deepEqual(await stateOf('no-value', { type: 'header', header: 'X-Api-Key', value: ' ' }), broken)
    assert.deepEqual(await stateOf('no-password', { type: 'basic', username: 'ada' }), broken)
    assert.deepEqual(await stateOf('all-there', { type: 'basic', username: 'ada', password: 'p' }), fine)
    assert.deepEqual(await stateOf('all-open', { type: 'none' }), fine)
  })

  it('reads forms with files', async () => {
    const hook = webhook({ path: 'upload', respond: 'last_node' })
    const { id } = await test.create({
      ...hook,
      nodes: hook.nodes.map((node) =>
        node.id === 'echo'
          ? { ...node, config: { fields: { got: '{{ trigger }}' }, keep_input: false } }
          : node,
      ),
    })
    const form = new FormData()
    form.append('kind', 'invoice')
    form.append('tag', 'a')
    form.append('tag', 'b')
    form.append('scan', new File([new Uint8Array([0, 255, 10])], 'scan 1.bin', { type: 'application/pdf' }))
    const response = await fetch(`${test.server.url}/webhooks/upload`, { method: 'POST', body: form })
    const { got } = (await response.json()) as { got: { body: unknown; files: unknown } }
    assert.deepEqual(got.body, { kind: 'invoice', tag: ['a', 'b'] })
    assert.deepEqual(got.files, [
      { field: 'scan', name: 'scan 1.bin', type: 'application/pdf', size: 3, content: 'AP8K' },
    ])
    const broken = await test.send('POST', '/webhooks/upload', {
      text: 'no form',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    })
    assert.equal(problemIn(broken).code, 'body_syntax')
    await test.send('DELETE', `${api}/${id}`)
  })

  it('starts one run for a delivery that comes again, with the same answer', async () => {
    const again = async (path: string, config: JsonObject, calls: readonly SendOptions[]) => {
      const { id } = await test.create(webhook({ path, ...config }))
      const answers = await Promise.all(calls.map((call) => test.send('POST', `/webhooks/${path}`, call)))
      const { body } = await test.send<{ total: number }>('GET', `${api}/${id}/executions`)
      return { answers, total: body.total }
    }
    const github = { body: { a: 1 }, headers: { 'x-github-delivery': 'd-1' } }
    const first = await again('delivered', {}, [github, github, github])
    assert.equal(first.total, 1)
    assert.equal(new Set(first.answers.map(({ body }) => JSON.stringify(body))).size, 1)
    assert.equal(first.answers.filter(({ headers }) => headers.has('idempotency-replayed')).length, 2)

    const other = { ...github, headers: { 'x-github-delivery': 'd-2' } }
    assert.equal((await again('delivered-two', {}, [github, other])).total, 2)
    assert.equal((await again('every-one', { dedupe_hours: 0 }, [github, github])).total, 2)
    const event = { body: { event: { id: 7 } } }
    const byBody = { delivery_id: 'body.event.id', respond: 'response_node' }
    const answered = await again('by-body', byBody, [event, event, { body: {} }])
    assert.equal(answered.total, 2)
    assert.deepEqual(answered.answers[0]?.body, answered.answers[1]?.body)
    assert.equal(answered.answers[1]?.status, 201)
    const request = { body: 1, headers: { 'x-request-id': 'r' } }
    const byHeader = { delivery_id: 'X-Request-Id', respond: 'last_node' }
    const held = await again('by-header', byHeader, [request, request])
    assert.deepEqual([held.total, held.answers[1]?.body], [1, { got: 1, id: null }])
  })

  it('knows a delivery again after a restart, and starts what a crash kept from starting', async () => {
    const home = await mkdtemp(join(tmpdir(), 'llamanexus-delivery-'))
    const call = { body: {}, headers: { 'webhook-id': 'w-1' } }
    const first = await openTestServer({ home })
    const { id } = await first.create(webhook({ path: 'again' }))
    const before = await first.send<{ execution_id: string }>('POST', '/webhooks/again', call)
    // As a process leaves it that dies between the two: the delivery is noted, its run is not.
    const scope = `delivery:${id}:hook`
    await first.server.app.store.idempotency.remember(scope, 'w-2', { execution_id: 'run_noted' })
    await first.close()
    const second = await openTestServer({ home })
    const after = await second.send<{ execution_id: string }>('POST', '/webhooks/again', call)
    assert.equal(after.body.execution_id, before.body.execution_id)
    const noted = { ...call, headers: { 'webhook-id': 'w-2' } }
    const late = await second.send<{ execution_id: string }>('POST', '/webhooks/again', noted)
    assert.equal(late.body.execution_id, 'run_noted')
    const { body } = await second.send<{ total: number }>('GET', `${api}/${id}/executions`)
    assert.equal(body.total, 2)
    await second.close()
    await rm(home, { recursive: true, force: true })
  })

  it('tells a caller that waits when the server closes, and gives the answer after the next start', async () => {
    const home = await mkdtemp(join(tmpdir(), 'llamanexus-webhooks-'))
    const first = await openTestServer({ home })
    await first.create(
      draftOf(
        'Waits',
        {
          hook: { type: 'http_webhook', config: { path: 'waits', respond: 'last_node' } },
          wait: { type: 'wait_approval', config: { message: 'Go on?' } },
          out: { type: 'output', inputs: { value: 'done' } },
        },
        ['hook.body>wait.input', 'wait.approved>out.after'],
      ),
    )
    const post = ({ send }: TestServer) =>
      send<string>('POST', '/webhooks/waits', { body: {}, headers: { 'idempotency-key': 'waits' } })
    const waiting = post(first)
    const approvals = () => first.send<{ items: { id: string }[] }>('GET', '/api/v1/approvals')
    const { body } = await eventually(approvals, (answer) => answer.body.items.length > 0)
    await first.close()
    const told = problemIn(await waiting)
    assert.deepEqual([told.status, told.code], [503, 'closing'])
    assert.match(JSON.stringify(told), /"execution_id":"run_/)

    const second = await openTestServer({ home })
    try {
      const again = post(second)
      const decided = await second.send('POST', `/api/v1/approvals/${body.items[0]?.id}`, {
        body: { decision: 'approved' },
      })
      assert.equal(decided.status, 200, JSON.stringify(decided.body))
      assert.deepEqual([(await again).status, (await again).body], [200, 'done'])
    } finally {
      await second.close()
      await rm(home, { recursive: true, force: true })
    }
  })

  it('tells its addresses', async () => {
    const { id } = await test.create(webhook({ path: 'told/:id', method: 'PUT' }))
    const { body } = await test.send<{ items: TriggerDetail[] }>('GET', `${api}/${id}/triggers`)
    const [hook] = body.items
    assert.deepEqual(
      [hook?.state, hook?.address],
      [
        'listening',
        {
          method: 'PUT',
          production: `${test.server.url}/webhooks/told/:id`,
          test: `${test.server.url}/webhooks/test/told/:id`,
        },
      ],
    )
  })
})
