import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Execution, ExecutionEvent, ExecutionSummary, NodeExecution } from '@llamanexus/contract'
import { chatty, doubling, draftOf, waiting } from '../testing/drafts.ts'
import { openTestServer, problemIn, type TestServer } from '../testing/test_server.ts'

const api = '/api/v1/workflows'

describe('execution routes', () => {
  let test: TestServer
  before(async () => {
    test = await openTestServer()
  })
  after(() => test.close())

  const read = async (eid: string) => (await test.send<Execution>('GET', `${api}/executions/${eid}`)).body
  const ended = async (eid: string): Promise<Execution> => {
    for (;;) {
      const execution = await read(eid)
      if (execution.completed_at !== null) return execution
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  it('runs a workflow and waits for its result', async () => {
    const { id } = await test.create(doubling())
    const { status, body, headers } = await test.execute(id, { n: 4 })
    assert.equal(status, 200)
    assert.deepEqual([body.status, body.final_output], ['completed', { n: 8 }])
    assert.deepEqual(Object.keys(body.node_executions), ['in', 'twice', 'out'])
    assert.equal(headers.get('location'), `${api}/executions/${body.id}`)
    assert.deepEqual((await read(body.id)).final_output, { n: 8 })
  })

  it('takes the sample of the manual trigger where nothing is posted', async () => {
    const { id } = await test.create(doubling())
    const { body } = await test.send<Execution>('POST', `${api}/${id}/execute?wait=20`)
    assert.deepEqual(body.final_output, { n: 42 })
  })

  it('answers 202 when it is not asked to wait, or not long enough', async () => {
    const { id } = await test.create(waiting(60_000))
    const at_once = await test.send<Execution>('POST', `${api}/${id}/execute`, { body: {} })
    assert.equal(at_once.status, 202)
    const preferred = await test.send<Execution>('POST', `${api}/${id}/execute`, {
      body: {},
      headers: { prefer: 'wait=0' },
    })
    assert.deepEqual([preferred.status, preferred.headers.get('preference-applied')], [202, 'wait=0'])
    for (const { body } of [at_once, preferred]) {
      const cancelled = await test.send<Execution>('POST', `${api}/executions/${body.id}/cancel`)
      assert.equal(cancelled.status, 200)
      assert.equal((await ended(body.id)).status, 'cancelled')
      const again = await test.send('POST', `${api}/executions/${body.id}/pause`)
      assert.deepEqual([again.status, problemIn(again).code], [409, 'execution_ended'])
    }
  })

  it('starts one run for one idempotency key, also when the calls come together', async () => {
    const { id } = await test.create(doubling())
    const call = (body: unknown) =>
      test.send<Execution>('POST', `${api}/${id}/execute?wait=20`, {
        body,
        headers: { 'idempotency-key': 'k1' },
      })
    const answers = await Promise.all([call({ n: 1 }), call({ n: 1 }), call({ n: 1 })])
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
    assert.deepEqual((await call({ n: 1 })).body.id, answers[0].body.id)
    assert.equal(problemIn(await call({ n: 2 })).code, 'idempotency_mismatch')
  })

  it('refuses an invalid workflow with every error, and unknown nodes', async () => {
    const broken = await test.create(
      draftOf(
        'Broken',
        { a: { type: 'manual_trigger' }, b: { type: 'no_such_type' }, c: { type: 'output' } },
        ['a.trigger>b.x', 'b.y>c.nowhere'],
      ),
    )
    const refused = await test.execute(broken.id, {})
    assert.equal(refused.status, 422)
    const problem = problemIn(refused)
    assert.equal(problem.code, 'workflow_invalid')
    assert.ok((problem.errors?.length ?? 0) >= 2)
    assert.ok(problem.errors?.some(({ node_id }) => node_id === 'b'))
    const { id } = await test.create(doubling())
    assert.equal(problemIn(await test.execute(id, {}, 'trigger=nobody')).code, 'trigger_unknown')
    assert.equal(problemIn(await test.execute(id, {}, 'until=nobody')).code, 'node_unknown')
    assert.equal((await test.execute(id, {}, 'version=7')).status, 404)
    assert.equal((await test.execute('nobody', {})).status, 404)
  })

  it('runs up to a node although something after it is broken', async () => {
    const draft = draftOf(
      'Half done',
      { a: { type: 'manual_trigger' }, b: { type: 'set' }, c: { type: 'http_request' } },
      ['a.trigger>b.input', 'b.output>c.body'],
    )
    const { id } = await test.create(draft)
    assert.equal((await test.execute(id, {})).status, 422)
    const { status, body } = await test.execute(id, { n: 1 }, 'wait=20&until=b')
    assert.deepEqual([status, body.status, Object.keys(body.node_executions)], [200, 'completed', ['a', 'b']])
  })

  it('runs an older version', async () => {
    const { id, ...draft } = await test.create(doubling())
    await test.send('PUT', `${api}/${id}`, {
      body: { ...draft, nodes: draft.nodes.slice(0, 1), connections: [] },
    })
    const { body } = await test.execute(id, { n: 3 }, 'wait=20&version=1')
    assert.deepEqual([body.workflow_version, body.final_output], [1, { n: 6 }])
  })

  it('pauses and resumes', async () => {
    const { id } = await test.create(waiting(60_000))
    const { body } = await test.send<Execution>('POST', `${api}/${id}/execute`, { body: {} })
    const paused = await test.send<Execution>('POST', `${api}/executions/${body.id}/pause`)
    assert.equal(paused.status, 200)
    const resumed = await test.send<Execution>('POST', `${api}/executions/${body.id}/resume`)
    assert.notEqual(resumed.body.status, 'paused')
    await test.send('POST', `${api}/executions/${body.id}/cancel`)
    assert.equal(
      problemIn(await test.send('POST', `${api}/executions/nobody/cancel`)).code,
      'execution_not_found',
    )
  })

  it('lists runs, nodes and events, and runs one again', async () => {
    const { id } = await test.create(chatty(5))
    const { body } = await test.execute(id, {})
    const retried = await test.send<Execution>('POST', `${api}/executions/${body.id}/retry`)
    assert.deepEqual([retried.status, retried.body.parent_id], [202, body.id])
    assert.equal((await ended(retried.body.id)).status, 'completed')
    const runs = await test.send<{ items: ExecutionSummary[]; total: number }>(
      'GET',
      `${api}/${id}/executions?status=completed`,
    )
    assert.deepEqual(
      runs.body.items.map((run) => run.id),
      [retried.body.id, body.id],
    )
    const all = await test.send<{ items: ExecutionSummary[] }>(
      'GET',
      `${api}/executions?workflow_id=${id}&limit=1`,
    )
    assert.equal(all.body.items.length, 1)
    const nodes = await test.send<{ items: NodeExecution[]; total: number }>(
      'GET',
      `${api}/executions/${body.id}/nodes?node=say`,
    )
    assert.equal(nodes.body.total, 5)
    const events = await test.send<{ items: ExecutionEvent[] }>(
      'GET',
      `${api}/executions/${body.id}/events?after=2&limit=3`,
      {
        headers: { accept: 'application/json' },
      },
    )
    assert.deepEqual(
      events.body.items.map(({ seq }) => seq),
      [3, 4, 5],
    )
  })

  it('stays alive and answers while a run works', async () => {
    const { id } = await test.create(chatty(5000))
    const run = test.execute(id, {})
    for (let calls = 0; calls < 20; calls += 1) assert.equal((await test.send('GET', '/livez')).status, 200)
    assert.equal((await run).body.status, 'completed')
    assert.match(
      (await test.send<string>('GET', '/metrics')).body,
      /llamanexus_runs_ended_total\{status="completed"\} [1-9]/,
    )
  })
})
