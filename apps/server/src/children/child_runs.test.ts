import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Approval, Execution, ExecutionSummary } from '@llamanexus/contract'
import type { JsonObject } from '@llamanexus/workflow'
import { draftOf } from '../testing/drafts.ts'
import { openTestServer, type TestServer } from '../testing/test_server.ts'

const calling = (workflow_id: string, config: JsonObject = {}, policy = {}) =>
  draftOf(
    'Caller',
    {
      in: { type: 'manual_trigger' },
      call: { type: 'sub_workflow', config: { workflow_id, ...config }, policy },
      out: { type: 'output' },
    },
    ['in.trigger>call.input', 'call.output>out.value'],
  )

const doubling = draftOf(
  'Double',
  {
    in: { type: 'manual_trigger', config: { sample: { n: 2 } } },
    x: { type: 'set', config: { fields: { twice: '{{ trigger.n * 2 }}' }, keep_input: false } },
    out: { type: 'output' },
  },
  ['in.trigger>x.input', 'x.output>out.value'],
)

/** Goes on when a person says so. */
const asking = draftOf(
  'Ask',
  { in: { type: 'manual_trigger' }, ask: { type: 'wait_approval' }, out: { type: 'output' } },
  ['in.trigger>ask.input', 'ask.approved>out.value'],
)

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

const childrenOf = async (api: TestServer, id: string) =>
  (await api.send<{ items: ExecutionSummary[] }>('GET', `/api/v1/workflows/executions?parent_id=${id}`)).body
    .items

const question = (api: TestServer) =>
  until(async () => (await api.send<{ items: Approval[] }>('GET', '/api/v1/approvals')).body.items[0])

const approve = (api: TestServer, { id }: Approval) =>
  api.send('POST', `/api/v1/approvals/${id}`, { body: { decision: 'approved' } })

test('workflows in workflows', async (t) => {
  const api = await openTestServer({ limits: { park_after_ms: 20 } })
  t.after(() => api.close())
  const double = await api.create(doubling)

  await t.test('runs another workflow and goes on with its output', async () => {
    const { id } = await api.create(calling(double.id))
    const { body } = await api.execute(id, { n: 21 })
    assert.deepEqual([body.status, body.final_output], ['completed', { twice: 42 }])
    const [child] = await childrenOf(api, body.id)
    assert.equal(child?.id, body.node_executions['call']?.outputs['execution_id'])
    assert.deepEqual([child?.source, child?.parent_id], ['workflow', body.id])
  })

  await t.test(
    'says through all runs, and out of a container, what failed first and in which run',
    async () => {
      const broken = await api.create(
        draftOf(
          'Broken',
          { in: { type: 'manual_trigger' }, x: { type: 'json_parse', inputs: { input: 'no JSON' } } },
          ['in.trigger>x.after'],
        ),
      )
      const middle = await api.create(
        draftOf(
          'Middle',
          {
            in: { type: 'manual_trigger' },
            each: { type: 'loop', inputs: { items: [1] } },
            call: { type: 'sub_workflow', parent: 'each', config: { workflow_id: broken.id } },
          },
          ['in.trigger>each.after', 'each.item>call.input', 'call.output>each.result'],
        ),
      )
      const { body } = await api.execute((await api.create(calling(middle.id))).id, {})
      const [child] = await childrenOf(api, body.id)
      const [grandchild] = await childrenOf(api, child?.id ?? '')
      const { error } = await ended(api, grandchild?.id ?? '')
      assert.equal(body.error?.message, `The run ${child?.id} failed: ${error?.message}`)
      assert.match(body.error?.hint ?? '', new RegExp(`${grandchild?.id}`))
    },
  )

  await t.test('the inputs of the target are ports, each wired for itself', async () => {
    const schema = { type: 'object', properties: { n: { type: 'number' } } }
    const draft = calling(double.id, { inputs: schema })
    const wired = { ...draft, connections: draft.connections?.filter(({ id }) => id !== 'c1') ?? [] }
    wired.connections.push({
      id: 'n',
      source_node: 'in',
      source_port: 'trigger',
      target_node: 'call',
      target_port: 'n',
    })
    const { id } = await api.create(wired)
    const { body } = await api.execute(id, 4)
    assert.deepEqual(body.final_output, { twice: 8 })
  })

  await t.test('in a loop each round starts its own', async () => {
    const { id } = await api.create(
      draftOf(
        'Many',
        {
          in: { type: 'manual_trigger' },
          each: {
            type: 'loop',
            inputs: { items: [{ n: 1 }, { n: 2 }, { n: 3 }] },
            config: { concurrency: 3 },
          },
          call: { type: 'sub_workflow', parent: 'each', config: { workflow_id: double.id } },
          out: { type: 'output' },
        },
        [
          'in.trigger>each.after',
          'each.item>call.input',
          'call.output>each.result',
          'each.results>out.value',
        ],
      ),
    )
    const { body } = await api.execute(id, null)
    assert.deepEqual(body.final_output, [{ twice: 2 }, { twice: 4 }, { twice: 6 }])
    assert.equal((await childrenOf(api, body.id)).length, 3)
  })

  await t.test('a child that fails fails the node, and a retry starts another one', async () => {
    const broken = await api.create(
      draftOf(
        'Broken',
        {
          in: { type: 'manual_trigger' },
          x: { type: 'set', config: { fields: { a: '{{ trigger.nothing.a }}' } } },
          out: { type: 'output' },
        },
        ['in.trigger>x.input', 'x.output>out.value'],
      ),
    )
    const { id } = await api.create(
      calling(broken.id, {}, { retry: { max_retries: 1, backoff_ms: 1, max_backoff_ms: 1 } }),
    )
    const { body } = await api.execute(id, {})
    assert.deepEqual([body.status, body.error?.code], ['failed', 'child_failed'])
    assert.equal((await childrenOf(api, body.id)).length, 2)
  })

  await t.test('a workflow that calls itself ends with a clear error', async () => {
    const self = await api.create(calling('later', { max_depth: 3 }))
    const nodes = self.nodes.map((node) =>
      node.id === 'call' ? { ...node, config: { ...node.config, workflow_id: self.id } } : node,
    )
    await api.send('PUT', `/api/v1/workflows/${self.id}`, { body: { ...self, nodes } })
    const { body } = await api.execute(self.id, {})
    assert.equal(body.status, 'failed')
    assert.match(body.error?.message ?? '', /more than 3 deep/)
  })

  await t.test('one that is not there is named', async () => {
    const { id } = await api.create(calling('wf_gone'))
    const { body } = await api.execute(id, {})
    assert.deepEqual([body.error?.code, body.error?.field], ['workflow_missing', 'workflow_id'])
    const old = await api.execute((await api.create(calling(double.id, { version: 99 }))).id, {})
    assert.deepEqual([old.body.error?.code, old.body.error?.field], ['workflow_missing', 'version'])
    assert.match(old.body.error?.message ?? '', /version/)
  })

  await t.test('without waiting, goes on at once', async () => {
    const target = await api.create(asking)
    const draft = calling(target.id, { wait: false })
    draft.connections = [
      ...(draft.connections ?? []).slice(0, 1),
      {
        id: 'id',
        source_node: 'call',
        source_port: 'execution_id',
        target_node: 'out',
        target_port: 'value',
      },
    ]
    const { id } = await api.create(draft)
    const { body } = await api.execute(id, {})
    assert.equal(body.status, 'completed')
    const child = String(body.final_output)
    await approve(api, await question(api))
    assert.equal((await ended(api, child)).status, 'completed')
  })

  await t.test('a parent that left memory hears of the end', async () => {
    const target = await api.create(asking)
    const { id } = await api.create(calling(target.id))
    const { body } = await api.execute(id, { a: 1 }, '')
    const open = await question(api)
    await until(async () => (api.server.app.engine.stats().parked === 2 ? true : undefined))
    await approve(api, open)
    assert.deepEqual((await ended(api, body.id)).final_output, { a: 1 })
  })

  await t.test('cancelling the parent cancels the child', async () => {
    const target = await api.create(asking)
    const { id } = await api.create(calling(target.id))
    const { body } = await api.execute(id, {}, '')
    await question(api)
    const [child] = await childrenOf(api, body.id)
    await api.send('POST', `/api/v1/workflows/executions/${body.id}/cancel`)
    assert.equal((await ended(api, child?.id ?? '')).status, 'cancelled')
  })
})

test('a parent that was away when its child ended is told after the restart', async () => {
  const home = await mkdtemp(join(tmpdir(), 'llamanexus-children-'))
  const limits = { park_after_ms: 20 }
  const first = await openTestServer({ home, limits })
  const target = await first.create(asking)
  const { id } = await first.create(calling(target.id))
  const { body } = await first.execute(id, { a: 1 }, '')
  const open = await question(first)
  await until(async () => (first.server.app.engine.stats().parked === 2 ? true : undefined))
  await first.close()
  const second = await openTestServer({ home, limits })
  assert.equal((await childrenOf(second, body.id)).length, 1)
  await approve(second, open)
  const run = await ended(second, body.id)
  assert.deepEqual([run.status, run.final_output], ['completed', { a: 1 }])
  assert.equal((await childrenOf(second, body.id)).length, 1)
  await second.close()
  await rm(home, { recursive: true, force: true })
})
