import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { ExecutionSummary, Schedule, SchedulePreview, TriggerDetail } from '@llamanexus/contract'
import { openStore } from '@llamanexus/store'
import { createSimulatedClock, type SimulatedClock } from '@llamanexus/testing'
import type { JsonObject, Workflow, WorkflowDraft } from '@llamanexus/workflow'
import { draftOf } from '../../testing/drafts.ts'
import { eventually } from '../../testing/eventually.ts'
import { openTestServer, problemIn, type TestServer } from '../../testing/test_server.ts'

const api = '/api/v1/workflows'
const minute = 60_000
const hour = 60 * minute

const scheduled = (config: JsonObject, rest: Partial<WorkflowDraft> = {}): WorkflowDraft =>
  draftOf(
    'Scheduled',
    {
      tick: { type: 'schedule', config },
      out: { type: 'output', inputs: { value: '{{ trigger.scheduled_at }}' } },
    },
    ['tick.timestamp>out.after'],
    { is_active: true, ...rest },
  )

interface Page<T> {
  items: T[]
}

const runsOf = async (test: TestServer, id: string) =>
  (await test.send<Page<ExecutionSummary>>('GET', `${api}/${id}/executions`)).body.items
const triggersOf = async (test: TestServer, id: string) =>
  (await test.send<Page<TriggerDetail>>('GET', `${api}/${id}/triggers`)).body.items

/** Lets time pass, and what comes of each moment with it. */
async function pass(test: TestServer, clock: SimulatedClock, ms: number): Promise<void> {
  const end = clock.now() + ms
  const passed = new AbortController()
  clock.after(ms, () => passed.abort())
  while (!passed.signal.aborted && clock.step(end)) {
    await new Promise((resolve) => setImmediate(resolve))
    await test.server.app.dispatcher.idle()
  }
}

describe('schedules', () => {
  // In the middle between two ticks: what was saved a moment ago bears the real time, and a tick that is seconds old counts.
  const clock = createSimulatedClock(Math.floor(Date.now() / (10 * minute)) * 10 * minute + 4 * minute)
  let test: TestServer
  before(async () => {
    test = await openTestServer({ clock })
  })
  after(() => test.close())

  it('runs the version that was saved, once each time, while the workflow is active', async () => {
    const { id, ...made } = await test.create(scheduled({ cron: '*/10 * * * *', timezone: 'UTC' }))
    await pass(test, clock, 20 * minute)
    const runs = await eventually(
      () => runsOf(test, id),
      (items) => items.length === 2 && items.every(({ status }) => status === 'completed'),
    )
    assert.deepEqual([...new Set(runs.map((run) => `${run.source} ${run.trigger_node}`))], ['schedule tick'])
    const save = (rest: Partial<Workflow>) => test.send('PUT', `${api}/${id}`, { body: { ...made, ...rest } })
    await save({ description: 'Saved again' })
    await pass(test, clock, 10 * minute)
    const [third] = await eventually(
      () => runsOf(test, id),
      (items) => items.length === 3,
    )
    assert.equal(third?.workflow_version, 2)
    await save({ is_active: false })
    await pass(test, clock, hour)
    assert.equal((await runsOf(test, id)).length, 3)
    assert.deepEqual(
      (await triggersOf(test, id)).map(({ state, next_runs }) => [state, next_runs]),
      [['inactive', []]],
    )
    // What was not to run while it rested is not made up for.
    await save({ is_active: true })
    await pass(test, clock, 10 * minute)
    await eventually(
      () => runsOf(test, id),
      (items) => items.length === 4,
    )
  })

  it('is saved and shown as broken where it cannot be read, and listens when that is mended', async () => {
    const { id, ...made } = await test.create(scheduled({ cron: '61 * * * *' }))
    const [broken] = await triggersOf(test, id)
    assert.deepEqual(
      [broken?.state, broken?.problem?.code, broken?.problem?.field, broken?.next_run_at],
      ['broken', 'cron_invalid', 'cron', null],
    )
    const list = await test.send<Page<{ id: string; triggers: TriggerDetail[] }>>('GET', api)
    const inList = list.body.items.find((item) => item.id === id)?.triggers
    assert.match(inList?.[0]?.problem?.message ?? '', /minute: 61/)
    await test.send('PUT', `${api}/${id}`, {
      body: { ...made, nodes: scheduled({ cron: '0 * * * *' }).nodes },
    })
    const [mended] = await triggersOf(test, id)
    assert.deepEqual([mended?.state, mended?.next_runs.length], ['listening', 5])
    assert.equal(mended?.next_run_at, mended?.next_runs[0])
    await test.send('DELETE', `${api}/${id}`)
  })

  it('does not listen while the workflow has errors', async () => {
    const draft = scheduled({ cron: '* * * * *' })
    const { id, ...made } = await test.create({
      ...draft,
      nodes: [...draft.nodes, { id: 'bad', type: 'mapper', position: { x: 0, y: 0 }, config: {} }],
      connections: [...draft.connections, { ...connection, source_node: 'tick', target_node: 'bad' }],
    })
    const [broken] = await triggersOf(test, id)
    assert.deepEqual([broken?.state, broken?.problem?.code], ['broken', 'workflow_invalid'])
    await test.send('PUT', `${api}/${id}`, {
      body: { ...made, nodes: draft.nodes, connections: draft.connections },
    })
    assert.equal((await triggersOf(test, id))[0]?.state, 'listening')
    await test.send('DELETE', `${api}/${id}`)
  })

  it('is made, changed and deleted over the API too', async () => {
    const { id } = await test.create(
      draftOf(
        'By API',
        { in: { type: 'manual_trigger' }, out: { type: 'output' } },
        ['in.trigger>out.value'],
        {
          is_active: true,
        },
      ),
    )
    const path = `${api}/${id}/schedules`
    const made = await test.send<Schedule>('POST', path, {
      body: { cron: '30 * * * *', timezone: 'UTC', data: { who: 'Ada' } },
    })
    assert.equal(made.status, 201)
    assert.deepEqual(
      [made.body.kind, made.body.description, made.body.state, made.body.next_runs.length],
      ['api', 'At minute 30', 'listening', 5],
    )
    await pass(test, clock, hour)
    const [run] = await eventually(
      () => runsOf(test, id),
      (items) => items[0]?.status === 'completed',
    )
    const execution = await test.send<{ final_output: JsonObject }>('GET', `${api}/executions/${run?.id}`)
    assert.equal(execution.body.final_output.who, 'Ada')
    assert.match(String(execution.body.final_output.scheduled_at), /:30:00\.000Z$/)
    const { body } = await test.send<Page<Schedule>>('GET', path)
    assert.equal(body.items[0]?.last_run?.execution_id, run?.id)
    const one = `${path}/${made.body.id}`
    const rests = await test.send<Schedule>('PUT', one, { body: { cron: '30 * * * *', active: false } })
    assert.deepEqual([rests.body.state, rests.body.data], ['inactive', null])
    await pass(test, clock, hour)
    assert.equal((await runsOf(test, id)).length, 1)
    assert.equal((await test.send('DELETE', one)).status, 204)
    assert.equal(problemIn(await test.send('DELETE', one)).code, 'schedule_not_found')
    const bad = problemIn(await test.send('POST', path, { body: { cron: '* *', timezone: 'UTC' } }))
    assert.deepEqual([bad.status, bad.code, bad.errors?.[0]?.pointer], [422, 'cron_invalid', '/cron'])
    const nowhere = problemIn(
      await test.send('POST', path, { body: { cron: '* * * * *', trigger_node: 'nowhere' } }),
    )
    assert.equal(nowhere.code, 'trigger_unknown')
  })

  it('says what an expression means before it is saved', async () => {
    const preview = (query: string) => test.send<SchedulePreview>('GET', `/api/v1/schedules/preview?${query}`)
    const { body } = await preview('cron=0+9+*+*+1-5&timezone=Europe/Berlin')
    assert.deepEqual([body.description, body.next_runs.length], ['At 9:00, Monday to Friday', 5])
    const bad = problemIn(await preview('cron=0+25+*+*+*'))
    assert.deepEqual([bad.status, bad.errors?.[0]?.pointer], [422, '/query/cron'])
    const zone = problemIn(await preview('cron=0+5+*+*+*&timezone=Mars'))
    assert.deepEqual(
      [zone.errors?.[0]?.pointer, zone.errors?.[0]?.code],
      ['/query/timezone', 'timezone_unknown'],
    )
  })

  it('counts what it fires', async () => {
    const { body } = await test.send<string>('GET', '/metrics')
    assert.match(body, /llamanexus_trigger_firings_total\{source="schedule"\} \d/)
    assert.match(body, /llamanexus_triggers\{type="schedule",state="listening"\} 1/)
  })

  it('can be started by hand, and then it is now', async () => {
    const { id } = await test.create(scheduled({ cron: '0 0 1 1 *' }))
    const { body } = await test.send<{ final_output: string }>('POST', `${api}/${id}/execute?wait=20`)
    assert.ok(Math.abs(Date.parse(body.final_output) - Date.now()) < minute)
  })
})

describe('schedules over a restart', () => {
  const home = () => mkdtemp(join(tmpdir(), 'llamanexus-schedules-'))

  it('follow what was chosen for missed runs', async () => {
    const folder = await home()
    const start = Date.now()
    // On the full hour, so that no half hour has just come.
    const later = Math.ceil(start / hour) * hour + 4 * hour
    const halfHours = Math.floor(later / hour - 0.5) - Math.floor(start / hour - 0.5)
    const first = await openTestServer({ home: folder, clock: createSimulatedClock(start) })
    const ids = new Map<string, string>()
    for (const missed of ['skip', 'once', 'all'])
      ids.set(missed, (await first.create(scheduled({ cron: '30 * * * *', timezone: 'UTC', missed }))).id)
    await first.close()
    const clock = createSimulatedClock(later)
    for (const again of [1, 2]) {
      const test = await openTestServer({ home: folder, clock })
      await test.server.app.triggersReady
      await test.server.app.dispatcher.idle()
      const counts = await Promise.all([...ids.values()].map(async (id) => (await runsOf(test, id)).length))
      assert.deepEqual(counts, [0, 1, halfHours], `start ${again}`)
      await test.close()
    }
    await rm(folder, { recursive: true, force: true })
  })

  it('start the run of a tick that was written when the process died, once', async () => {
    const folder = await home()
    const first = await openTestServer({ home: folder })
    const { id } = await first.create(scheduled({ cron: '0 0 1 1 *' }))
    await first.close()
    const store = await openStore({ file: join(folder, 'llamanexus.db') })
    const data = { timestamp: 't', scheduled_at: 's' }
    const firing = { execution_id: 'run_left', workflow_id: id, node_id: 'tick', source: 'schedule', data }
    await store.triggers.commit({ firings: [firing] })
    await store.close()
    for (const again of [1, 2]) {
      const test = await openTestServer({ home: folder })
      await test.server.app.triggersReady
      const runs = await eventually(
        () => runsOf(test, id),
        (items) => items.every(({ status }) => status === 'completed') && items.length > 0,
      )
      assert.deepEqual(
        runs.map((run) => run.id),
        ['run_left'],
        `start ${again}`,
      )
      assert.deepEqual(await test.server.app.store.triggers.pending(1), [])
      await test.close()
    }
    await rm(folder, { recursive: true, force: true })
  })
})

const connection = {
  id: 'cx',
  source_port: 'timestamp',
  target_port: 'after',
  source_node: '',
  target_node: '',
}
