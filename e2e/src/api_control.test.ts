import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { type Call, createClient, type Execution, type ExecutionEvent, routes } from '@llamanexus/contract'
import type { WorkflowDraft } from '@llamanexus/workflow'
import { type Product, startProduct } from './product.ts'
import { draft, fields, node } from './workflow_builder.ts'

let product: Product
let call: Call
before(async () => {
  product = await startProduct()
  call = createClient({ baseUrl: product.url })
})
after(() => product.remove())

const waiting = (ms: number, policy = {}): WorkflowDraft =>
  draft(
    'Waiting',
    [
      node('in', 'manual_trigger'),
      node('wait', 'delay', { inputs: { ms }, policy }),
      fields('done', { value: 1 }),
      node('out', 'output'),
    ],
    ['in.trigger -> wait.input', 'wait.output -> done.input', 'done.output -> out.value'],
  )

async function start(document: WorkflowDraft): Promise<Execution> {
  const { id } = await call(routes.createWorkflow, { body: document })
  return call(routes.executeWorkflow, { params: { id }, body: {} })
}

async function control(action: 'cancel' | 'pause' | 'resume', eid: string): Promise<string> {
  const answer = await fetch(`${product.url}/api/v1/workflows/executions/${eid}/${action}`, {
    method: 'POST',
  })
  const { status, code } = (await answer.json()) as { status: string; code?: string }
  return code ?? status
}

async function eventsAfter(eid: string, seq: number): Promise<ExecutionEvent[]> {
  const headers = { 'last-event-id': String(seq) }
  const answer = await fetch(`${product.url}/api/v1/workflows/executions/${eid}/events`, { headers })
  const text = await answer.text()
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data) as ExecutionEvent)
}

test('a run that waits is paused, stays so over its time, and goes on when it is resumed', async () => {
  const { id } = await start(waiting(1500))
  assert.equal(await control('pause', id), 'paused')
  assert.equal(await control('pause', id), 'paused')
  await setTimeout(1600)
  const paused = await call(routes.getExecution, { params: { eid: id } })
  assert.equal(paused.status, 'paused')
  assert.ok(['running', 'completed'].includes(await control('resume', id)))
  const events = await eventsAfter(id, 0)
  assert.equal(events.at(-1)?.type, 'execution_completed')
  for (const action of ['cancel', 'pause', 'resume'] as const)
    assert.equal(await control(action, id), 'execution_ended')
})

test('a cancel that races with everything gives one end', async () => {
  const { id } = await start(waiting(60_000))
  const answers = await Promise.all(
    (['pause', 'cancel', 'resume', 'cancel', 'pause'] as const).map((action) => control(action, id)),
  )
  assert.ok(answers.includes('cancelled'), answers.join())
  const events = await eventsAfter(id, 0)
  const ends = events.filter(({ type }) => /^execution_(completed|failed|cancelled)$/.test(type))
  assert.deepEqual(
    ends.map(({ type }) => type),
    ['execution_cancelled'],
  )
})

test('events are numbered without a gap and are taken up after any of them', async () => {
  const { id } = await start(waiting(50))
  const all = await eventsAfter(id, 0)
  assert.deepEqual(
    all.map(({ seq }) => seq),
    all.map((_, index) => index + 1),
  )
  assert.ok(all.every(({ execution_id }) => execution_id === id))
  assert.deepEqual(await eventsAfter(id, 3), all.slice(3))
})

test('a delay ends at the time limit of its node, and a run at its own', async () => {
  const run = async (document: WorkflowDraft) => {
    const { id } = await call(routes.createWorkflow, { body: document })
    return call(routes.executeWorkflow, { params: { id }, query: { wait: 20 }, body: {} })
  }
  const node = await run(waiting(60_000, { timeout_ms: 50 }))
  assert.deepEqual([node.status, node.error?.code, node.error?.node_id], ['failed', 'timeout', 'wait'])
  const whole = await run({ ...waiting(60_000), settings: { timeout_ms: 50 } })
  assert.deepEqual([whole.status, whole.error?.code], ['failed', 'run_timeout'])
})

test('a policy tries a node again whose code throws, and counts the attempts', async () => {
  const { id } = await call(routes.createWorkflow, {
    body: draft(
      'Retried',
      [
        node('in', 'manual_trigger'),
        node('code', 'code_executor', {
          inputs: { code: 'throw new Error("not yet")' },
          policy: { retry: { max_retries: 2, backoff_ms: 1 } },
        }),
      ],
      ['in.trigger -> code.input'],
    ),
  })
  const run = await call(routes.executeWorkflow, { params: { id }, query: { wait: 20 }, body: {} })
  assert.deepEqual([run.status, run.error?.message], ['failed', 'Error: not yet (line 1)'])
  assert.equal(run.node_executions.code?.attempts, 3)
})
