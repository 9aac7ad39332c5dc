import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Share, SharedWorkflow } from '@llamanexus/contract'
import type { Workflow, WorkflowFile } from '@llamanexus/workflow'
import { draftOf } from '../testing/drafts.ts'
import { openTestServer, problemIn, type TestServer } from '../testing/test_server.ts'

const slug = {
  name: 'slug',
  description: '',
  language: 'javascript',
  code: 'return text',
  parameters: { type: 'object', properties: { text: { type: 'string' } } },
}

const draft = (sample: object) =>
  draftOf(
    'Shared',
    {
      in: { type: 'manual_trigger', config: { sample: { ...sample } } },
      call: {
        type: 'http_request',
        config: { credential: 'cred_1', auth: { type: 'bearer', credentials: { token: 'typed-in-token' } } },
        inputs: { url: 'https://api.example.com' },
      },
      slug: { type: 'function_call', inputs: { name: 'slug', args: { text: 'x' } } },
    },
    ['in.trigger>call.after', 'call.response>slug.after'],
  )

describe('shares', () => {
  let test: TestServer
  let workflow: Workflow
  before(async () => {
    test = await openTestServer()
    await test.send('POST', '/api/v1/functions', { body: slug })
    workflow = await test.create(draft({ n: 1 }))
  })
  after(() => test.close())

  const share = async (body: object = {}, id = workflow.id) => {
    const made = await test.send<Share>('POST', `/api/v1/workflows/${id}/share`, { body })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    return made.body
  }
  const read = (token: string) => test.send<SharedWorkflow>('GET', `/api/v1/shares/${token}`)
  const page = async (token: string, accept = 'text/html,*/*') => {
    const answer = await fetch(`${test.server.url}/share/${token}`, { headers: { accept } })
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  }

  it('makes a link with a token that nobody guesses', async () => {
    const made = await share()
    assert.match(made.token, /^[\w-]{32}$/)
    assert.equal(made.url, `${test.server.url}/share/${made.token}`)
    const { id: _, token: __, url: ___, created_at, ...rest } = made
    assert.ok(Math.abs(Date.parse(created_at) - Date.now()) < 60_000)
    assert.deepEqual(rest, {
      workflow_id: workflow.id,
      version: 1,
      follow_latest: false,
      include_sample: true,
      title: 'Shared',
      note: '',
      expires_at: null,
    })
    assert.notEqual((await share()).token, made.token)
    const without_body = await test.send<Share>('POST', `/api/v1/workflows/${workflow.id}/share`)
    assert.deepEqual([without_body.status, without_body.body.title], [201, 'Shared'])
  })

  it('refuses settings that are none', async () => {
    for (const body of [
      { expires_in_days: 0 },
      { expires_in_days: 3651 },
      { title: '' },
      { forever: true },
    ]) {
      const answer = await test.send('POST', `/api/v1/workflows/${workflow.id}/share`, { body })
      assert.equal(problemIn(answer).status, 422, JSON.stringify(body))
    }
    const missing = await test.send('POST', '/api/v1/workflows/none/share', { body: {} })
    assert.equal(problemIn(missing).code, 'workflow_not_found')
  })

  it('shows the document with what it calls, and nothing of what was typed in as a secret', async () => {
    const { token } = await share({ title: ' For Ada ', note: 'Look', expires_in_days: 2 })
    const { body, headers } = await read(token)
    assert.deepEqual([body.title, body.note, body.version], ['For Ada', 'Look', 1])
    assert.equal(Date.parse(body.expires_at ?? '') - Date.parse(body.created_at), 2 * 86_400_000)
    assert.deepEqual(body.workflow.functions, [slug])
    assert.deepEqual(body.left_out, ['/nodes/1/config/auth/credentials/token'])
    assert.ok(!JSON.stringify(body).includes('typed-in-token'))
    assert.equal(headers.get('x-robots-tag'), 'noindex, nofollow')
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.ok(!('token' in body) && !('id' in body))
    const asked = await page(token, 'application/json')
    assert.deepEqual(JSON.parse(asked.text), body)
  })

  it('leaves out the sample data of triggers where it is asked to', async () => {
    const { token } = await share({ include_sample: false })
    assert.deepEqual((await read(token)).body.workflow.nodes[0]?.config, {})
    const { token: with_sample } = await share()
    assert.deepEqual((await read(with_sample)).body.workflow.nodes[0]?.config, { sample: { n: 1 } })
  })

  it('stays what it was, functions too, unless it follows the newest version', async () => {
    const other = await test.create({ ...draft({ n: 1 }), name: 'Changing' })
    const stays = await share({}, other.id)
    const follows = await share({ follow_latest: true }, other.id)
    await test.send('PUT', `/api/v1/workflows/${other.id}`, { body: { ...draft({ n: 2 }), name: 'Changed' } })
    await test.send('PUT', '/api/v1/functions/slug', { body: { ...slug, code: 'return 2' } })
    const shown = async (token: string) => {
      const { body } = await read(token)
      return [body.title, body.version, body.workflow.name, body.workflow.functions?.[0]?.code]
    }
    assert.deepEqual(await shown(stays.token), ['Changing', 1, 'Changing', 'return text'])
    assert.deepEqual(await shown(follows.token), ['Changing', 2, 'Changed', 'return 2'])
    const { body } = await test.send<{ items: Share[] }>('GET', `/api/v1/workflows/${other.id}/shares`)
    assert.deepEqual(
      body.items.map(({ id, version }) => [id, version]),
      [
        [follows.id, 2],
        [stays.id, 1],
      ],
    )
    await test.send('PUT', '/api/v1/functions/slug', { body: slug })
  })

  it('can be kept as a file, and copied by importing it', async () => {
    const { token } = await share()
    const json = await test.send<WorkflowFile>('GET', `/api/v1/shares/${token}/file`)
    assert.equal(json.headers.get('content-disposition'), 'attachment; filename="shared.json"')
    assert.equal(json.headers.get('x-secrets-left-out'), '/nodes/1/config/auth/credentials/token')
    const yaml = await test.send<string>('GET', `/api/v1/shares/${token}/file?format=yaml`)
    assert.match(yaml.body, /^name: Shared$/m)
    const elsewhere = await openTestServer()
    const copy = await elsewhere.send<Workflow>('POST', '/api/v1/workflows/import', { body: json.body })
    await elsewhere.close()
    assert.equal(copy.headers.get('x-functions-imported'), 'slug')
    assert.equal(copy.body.is_active, false)
    assert.notEqual(copy.body.id, workflow.id)
  })

  it('is answered alike where it never was, was revoked, is over, or its workflow is gone', async () => {
    const gone = await test.create({ ...draft({}), name: 'Gone' })
    const { token: of_gone } = await share({}, gone.id)
    await test.send('DELETE', `/api/v1/workflows/${gone.id}`)
    const revoked = await share()
    const shares = `/api/v1/workflows/${workflow.id}/shares`
    assert.equal((await test.send('DELETE', `${shares}/${revoked.id}`)).status, 204)
    assert.equal(problemIn(await test.send('DELETE', `${shares}/${revoked.id}`)).code, 'share_not_found')
    const over = await share()
    const row = await test.server.app.store.shares.byToken(over.token)
    assert.ok(row)
    const expires_at = new Date(Date.now() - 1000).toISOString()
    await test.server.app.store.shares.delete(workflow.id, over.id)
    await test.server.app.store.shares.add({ ...row, expires_at })
    const tokens = [of_gone, revoked.token, over.token, 'never', 'n'.repeat(32), `${over.token} `]
    const told = new Set<string>()
    for (const token of tokens.map(encodeURIComponent)) {
      const answer = await read(token)
      assert.equal(answer.status, 404, token)
      told.add(JSON.stringify(answer.body))
      told.add(JSON.stringify((await test.send('GET', `/api/v1/shares/${token}/file`)).body))
      const { status, text, headers } = await page(token)
      assert.deepEqual([status, headers.get('x-robots-tag')], [404, 'noindex, nofollow'])
      told.add(text)
    }
    assert.equal(told.size, 2, [...told].join('\n'))
    assert.match([...told].join(''), /its time may be over/)
  })

  it('answers a browser with the page, which no search engine keeps and no other page may frame', async () => {
    const { token } = await share()
    const { status, headers, text } = await page(token)
    assert.equal(status, 200)
    assert.match(text, /^<!doctype html>/i)
    assert.equal(headers.get('x-robots-tag'), 'noindex, nofollow')
    assert.match(headers.get('content-security-policy') ?? '', /script-src 'self'.*frame-ancestors 'none'/)
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
  })
})
