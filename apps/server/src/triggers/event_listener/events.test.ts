import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Execution, ExecutionSummary, TriggerDetail } from '@llamanexus/contract'
import { openStore } from '@llamanexus/store'
import type { JsonObject, WorkflowDraft } from '@llamanexus/workflow'
import { doubling, draftOf } from '../../testing/drafts.ts'
import { eventually } from '../../testing/eventually.ts'
import { openTestServer, problemIn, type TestServer } from '../../testing/test_server.ts'

const api = '/api/v1/workflows'

const listening = (config: JsonObject, rest: Partial<WorkflowDraft> = {}): WorkflowDraft =>
  draftOf(
    'Listener',
    { heard: { type: 'event_listener', config }, out: { type: 'output' } },
    ['heard.event>out.value'],
    { is_active: true, ...rest },
  )

const failing = draftOf(
  'Fails',
  {
    in: { type: 'manual_trigger' },
    bad: { type: 'set', config: { fields: { x: '{{ JSON.parse("no") }}' } } },
  },
  ['in.trigger>bad.input'],
)

const runsOf = async (test: TestServer, id: string) =>
  (await test.send<{ items: ExecutionSummary[] }>('GET', `${api}/${id}/executions`)).body.items

const ended = (test: TestServer, id: string, count: number) =>
  eventually(
    () => runsOf(test, id),
    (items) => items.length === count && items.every(({ completed_at }) => completed_at !== null),
  )

const outputOf = async (test: TestServer, runId: string | undefined) =>
  (await test.send<Execution>('GET', `${api}/executions/${runId}`)).body.final_output as {
    name: string
    data: JsonObject
    depth: number
  }

describe('events', () => {
  let test: TestServer
  before(async () => {
    test = await openTestServer()
  })
  after(() => test.close())

  it('that are posted start whoever listens for them', async () => {
    const orders = await test.create(listening({ event: 'custom', name: 'order.*' }))
    const all = await test.create(listening({ event: 'custom' }))
    const off = await test.create(listening({ event: 'custom' }, { is_active: false }))
    const answer = await test.send<{ items: { execution_id: string; workflow_id: string }[] }>(
      'POST',
      '/api/v1/events/order.created',
      { body: { total: 120 } },
    )
    assert.equal(answer.status, 202)
    assert.deepEqual(
      answer.body.items.map(({ workflow_id }) => workflow_id).toSorted(),
      [orders.id, all.id].toSorted(),
    )
    const [run] = await ended(test, orders.id, 1)
    assert.equal(run?.source, 'event')
    assert.ok(answer.body.items.some(({ execution_id }) => execution_id === run?.id))
    const event = await outputOf(test, run?.id)
    assert.deepEqual([event.name, event.data], ['order.created', { total: 120 }])
    const other = await test.send<{ items: unknown[] }>('POST', '/api/v1/events/stock', { body: null })
    assert.equal(other.body.items.length, 1)
    assert.deepEqual(await runsOf(test, off.id), [])
    for (const { id } of [orders, all]) await test.send('DELETE', `${api}/${id}`)
  })

  it('are told once under one key', async () => {
    const { id } = await test.create(listening({ event: 'custom', name: 'paid' }))
    const post = (body: unknown) =>
      test.send('POST', '/api/v1/events/paid', { body, headers: { 'idempotency-key': 'k1' } })
    const [first, second] = [await post({ n: 1 }), await post({ n: 1 })]
    assert.deepEqual(first.body, second.body)
    await ended(test, id, 1)
    assert.equal(problemIn(await post({ n: 2 })).code, 'idempotency_mismatch')
    const reserved = await test.send('POST', '/api/v1/events/workflow.failed', { body: {} })
    assert.equal(problemIn(reserved).code, 'event_name_reserved')
    for (const name of ['order created', 'größe', 'a/b', 'x'.repeat(129)]) {
      const odd = await test.send('POST', `/api/v1/events/${encodeURIComponent(name)}`, { body: {} })
      assert.deepEqual([odd.status, problemIn(odd).code], [422, 'event_name_invalid'], name)
    }
  })

  it('tell how runs of other workflows ended', async () => {
    const failed = await test.create(listening({ event: 'workflow.failed' }))
    const source = await test.create(doubling())
    const completed = await test.create(listening({ event: 'workflow.completed', workflow_id: source.id }))
    const broken = await test.create(failing)
    await test.execute(source.id, { n: 4 })
    await test.execute(source.id, { n: 4 }, 'wait=20&until=twice')
    const failure = await test.execute(broken.id, {})
    const [run] = await ended(test, completed.id, 1)
    const { name, data } = await outputOf(test, run?.id)
    assert.deepEqual(
      [name, data.workflow_name, data.output, data.source],
      ['workflow.completed', 'Doubling', { n: 8 }, 'manual'],
    )
    const [other] = await ended(test, failed.id, 1)
    const told = await outputOf(test, other?.id)
    assert.equal(told.data.execution_id, failure.body.id)
    assert.equal((told.data.error as JsonObject).code, 'expression_failed')
    for (const { id } of [failed, completed]) await test.send('DELETE', `${api}/${id}`)
  })

  it('stop where workflows answer each other in a circle', async () => {
    const hears = (workflow_id: string, rest: Partial<WorkflowDraft>) =>
      listening({ event: 'workflow.completed', workflow_id }, rest)
    const a = await test.create(hears('circle_b', { id: 'circle_a' }))
    const b = await test.create(hears('circle_a', { id: 'circle_b' }))
    await test.send('POST', `${api}/${a.id}/execute?wait=20`, { body: { event: { name: 'x' } } })
    await ended(test, b.id, 5)
    await ended(test, a.id, 6)
    const { body } = await test.send<{ items: TriggerDetail[] }>('GET', `${api}/${b.id}/triggers`)
    const note = await eventually(
      async () => {
        const states = test.server.app.triggers.states(b.id)
        return states[0]?.note ?? ''
      },
      (text) => text !== '',
    )
    assert.match(note, /10 runs in a row/)
    assert.equal(body.items[0]?.state, 'listening')
    for (const { id } of [a, b]) await test.send('DELETE', `${api}/${id}`)
  })

  it('of its own runs a workflow hears only when asked', async () => {
    const quiet = await test.create(
      listening({ event: 'workflow.completed', workflow_id: 'quiet' }, { id: 'quiet' }),
    )
    const own = await test.create(
      listening({ event: 'workflow.completed', workflow_id: 'own', include_self: true }, { id: 'own' }),
    )
    for (const { id } of [quiet, own])
      await test.send('POST', `${api}/${id}/execute?wait=20`, { body: { event: { name: 'x' } } })
    await ended(test, own.id, 11)
    assert.equal((await runsOf(test, quiet.id)).length, 1)
    for (const { id } of [quiet, own]) await test.send('DELETE', `${api}/${id}`)
  })
})

describe('events over a restart', () => {
  it('tell of a run that ended when the process died, once', async () => {
    const home = await mkdtemp(join(tmpdir(), 'llamanexus-events-'))
    const first = await openTestServer({ home })
    const listener = await first.create(listening({ event: 'workflow.completed' }))
    const source = await first.create(doubling())
    await first.close()
    // As the engine leaves it when the process dies between the end of the run and what follows.
    const store = await openStore({ file: join(home, 'llamanexus.db') })
    const at = new Date().toISOString()
    store.journal.create({
      id: 'run_ended',
      workflow_id: source.id,
      workflow_version: 1,
      status: 'completed',
      trigger_node: null,
      trigger_data: null,
      until_node: null,
      parent_id: null,
      source: 'manual',
      started_at: at,
      completed_at: at,
      final_output: 7,
      error: null,
      wake_at: null,
      recoveries: 0,
      control: null,
    })
    await store.journal.commit()
    assert.equal((await store.triggers.endings(5)).length, 1)
    await store.close()
    for (const again of [1, 2]) {
      const test = await openTestServer({ home })
      await test.server.app.triggersReady
      const [run, ...more] = await ended(test, listener.id, 1)
      assert.equal(more.length, 0, `start ${again}`)
      assert.equal((await outputOf(test, run?.id)).data.execution_id, 'run_ended')
      await test.close()
    }
    await rm(home, { recursive: true, force: true })
  })
})
