import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Approval, Execution } from '@llamanexus/contract'
import type { JsonObject, WorkflowDraft } from '@llamanexus/workflow'
import { draftOf } from '../testing/drafts.ts'
import { openTestServer, problemIn, type TestServer } from '../testing/test_server.ts'

const asking = (config: JsonObject = {}): WorkflowDraft =>
  draftOf(
    'Refunds',
    {
      in: { type: 'manual_trigger' },
      ask: {
        type: 'wait_approval',
        config: { title: 'Refund {{ trigger.amount }} EUR?', message: 'It <b>broke</b>.', ...config },
      },
      yes: { type: 'output', config: { name: 'yes' } },
      no: { type: 'output', config: { name: 'no' } },
    },
    ['in.trigger>ask.input', 'ask.approved>yes.value', 'ask.rejected>no.value'],
  )

const homes: string[] = []
after(async () => {
  for (const home of homes) await rm(home, { recursive: true, force: true })
})

async function newHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'llamanexus-approvals-'))
  homes.push(home)
  return home
}

async function startAsking(api: TestServer, config: JsonObject = {}) {
  const { id } = await api.create(asking(config))
  const { body: run } = await api.execute(id, { amount: 120 }, '')
  const open = await until(async () => (await openOf(api, run.id))[0])
  return { run, open }
}

const openOf = async (api: TestServer, run: string) =>
  (await api.send<{ items: Approval[] }>('GET', `/api/v1/approvals?execution_id=${run}`)).body.items

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 1500; tries += 1) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(20)
  }
  throw new Error('It did not come to be')
}

const ended = (api: TestServer, id: string) =>
  until(async () => {
    const { body } = await api.send<Execution>('GET', `/api/v1/workflows/executions/${id}`)
    return body.completed_at === null ? undefined : body
  })

test('approvals over the API', async (t) => {
  const api = await openTestServer()
  t.after(() => api.close())

  await t.test('an open one is listed, read, and decided once', async () => {
    const { run, open } = await startAsking(api)
    assert.equal(open.title, 'Refund 120 EUR?')
    assert.deepEqual([open.status, open.workflow_name, open.path], ['open', 'Refunds', 'ask'])
    const path = `/api/v1/approvals/${open.id}`
    const decided = await api.send<Approval>('POST', path, {
      body: { decision: 'approved', by: 'Ada', comment: 'Seen.' },
    })
    assert.deepEqual([decided.status, decided.body.status, decided.body.decided_by], [200, 'approved', 'Ada'])
    const again = await api.send('POST', path, { body: { decision: 'rejected', by: 'Eve' } })
    assert.equal(again.status, 409)
    assert.match(problemIn(again).detail ?? '', /approved by Ada/)
    const { final_output, node_executions } = await ended(api, run.id)
    assert.deepEqual(final_output, { yes: { amount: 120 } })
    const response = node_executions['ask']?.outputs['response'] as { by: string } | undefined
    assert.equal(response?.by, 'Ada')
    assert.deepEqual(await openOf(api, run.id), [])
    const all = await api.send<{ total: number }>(
      'GET',
      `/api/v1/approvals?status=any&execution_id=${run.id}`,
    )
    assert.equal(all.body.total, 1)
  })

  await t.test('of many answers at once one counts', async () => {
    const { run, open } = await startAsking(api)
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        api.send('POST', `/api/v1/approvals/${open.id}`, {
          body: { decision: index % 2 ? 'approved' : 'rejected', by: `p${index}` },
        }),
      ),
    )
    const statuses = answers.map(({ status }) => status).toSorted()
    assert.deepEqual(statuses, [200, ...Array.from({ length: 11 }, () => 409)])
    await ended(api, run.id)
  })

  await t.test('what is wrong with a decision is said, and nothing is decided', async () => {
    const { run, open } = await startAsking(api, { choices: ['Refund', 'Voucher'] })
    const path = `/api/v1/approvals/${open.id}`
    const bare = await api.send('POST', path, { body: { decision: 'approved' } })
    assert.deepEqual([bare.status, problemIn(bare).errors?.[0]?.pointer], [422, '/choice'])
    assert.equal((await api.send('POST', path, { body: { decision: 'maybe' } })).status, 422)
    assert.equal((await api.send('GET', '/api/v1/approvals/apr_none')).status, 404)
    assert.equal((await api.send('POST', path, { body: { decision: 'rejected' } })).status, 200)
    assert.deepEqual((await ended(api, run.id)).final_output, { no: { amount: 120 } })
  })

  await t.test('one of a run that is cancelled is not open any more', async () => {
    const { run, open } = await startAsking(api)
    await api.send('POST', `/api/v1/workflows/executions/${run.id}/cancel`)
    const closed = await until(async () => {
      const { body } = await api.send<Approval>('GET', `/api/v1/approvals/${open.id}`)
      return body.status === 'open' ? undefined : body
    })
    assert.equal(closed.status, 'cancelled')
    const late = await api.send('POST', `/api/v1/approvals/${open.id}`, { body: { decision: 'approved' } })
    assert.equal(problemIn(late).code, 'approval_closed')
  })

  await t.test('by its link: looking changes nothing, the form decides', async () => {
    const { run, open } = await startAsking(api)
    const url = `${api.server.url}${open.link}`
    const page = await fetch(url)
    const html = await page.text()
    assert.equal(page.status, 200)
    assert.match(html, /Refund 120 EUR\?/)
    assert.match(html, /It &lt;b&gt;broke&lt;\/b&gt;\./)
    assert.equal((await openOf(api, run.id)).length, 1)
    const post = (origin?: string) =>
      fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          ...(origin !== undefined && { origin }),
        },
        body: new URLSearchParams({ decision: 'approved', by: 'Grace', comment: '' }),
      })
    assert.equal((await post('https://evil.example')).status, 403)
    assert.match(await (await post(api.server.url)).text(), /Approved by Grace/)
    const again = await post()
    assert.equal(again.status, 409)
    assert.match(await again.text(), /It was approved by Grace/)
    assert.equal((await fetch(`${api.server.url}/approve/guessed`)).status, 404)
    await ended(api, run.id)
  })
})

test('a run asks twice and hears both answers', async (t) => {
  const api = await openTestServer()
  t.after(() => api.close())
  const { id } = await api.create(
    draftOf(
      'Twice',
      {
        in: { type: 'manual_trigger' },
        one: { type: 'wait_approval', config: { title: 'One?' } },
        two: { type: 'wait_approval', config: { title: 'Two?' } },
        out: { type: 'output' },
      },
      ['in.trigger>one.input', 'one.approved>two.input', 'two.approved>out.value'],
    ),
  )
  const { body: run } = await api.execute(id, 7, '')
  for (const title of ['One?', 'Two?']) {
    const open = await until(async () => (await openOf(api, run.id)).find((each) => each.title === title))
    await api.send('POST', `/api/v1/approvals/${open.id}`, { body: { decision: 'approved' } })
  }
  assert.equal((await ended(api, run.id)).final_output, 7)
})

test('an approval outlasts a restart, and a run that waits takes no memory', async () => {
  const home = await newHome()
  const limits = { park_after_ms: 20 }
  const first = await openTestServer({ home, limits })
  const { run, open } = await startAsking(first)
  await until(async () => (first.server.app.engine.stats().parked === 1 ? true : undefined))
  assert.equal(first.server.app.engine.stats().running, 0)
  await first.close()
  const second = await openTestServer({ home, limits })
  assert.equal((await openOf(second, run.id))[0]?.id, open.id)
  await second.send('POST', `/api/v1/approvals/${open.id}`, { body: { decision: 'approved', by: 'Ada' } })
  assert.deepEqual((await ended(second, run.id)).final_output, { yes: { amount: 120 } })
  await second.close()
})

test('an answer that was written down before the process died reaches the run', async () => {
  const home = await newHome()
  const first = await openTestServer({ home })
  const { run, open } = await startAsking(first)
  // As after a death between the two: decided in the store, and nobody told.
  await first.server.app.store.approvals.decide(open.id, {
    decision: 'rejected',
    comment: '',
    choice: null,
    data: null,
    by: 'Ada',
    at: new Date().toISOString(),
  })
  await first.close()
  const second = await openTestServer({ home })
  assert.deepEqual((await ended(second, run.id)).final_output, { no: { amount: 120 } })
  await second.close()
})
