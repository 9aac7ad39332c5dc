import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ExecutionSummary } from '@llamanexus/contract'
import type { ExecutionRecord, LogEntry } from '@llamanexus/engine'
import { type Firing, openStore, type Store } from '@llamanexus/store'
import { createSimulatedClock } from '@llamanexus/testing'
import type { Workflow } from '@llamanexus/workflow'
import fc from 'fast-check'
import { createHub } from '../realtime/hub.ts'
import { draftOf } from '../testing/drafts.ts'
import { eventually } from '../testing/eventually.ts'
import { openTestServer } from '../testing/test_server.ts'
import { createDispatcher, type Dispatcher } from './dispatcher.ts'

const workflows = ['a', 'b', 'c']

type Step =
  | { do: 'fire'; workflow: string; count: number }
  /** The engine begins and ends so many runs. */
  | { do: 'run'; count: number }
  | { do: 'disk'; is_full: boolean }
  /** What was put off is tried again. */
  | { do: 'wait' }
  /** The process dies and comes back. */
  | { do: 'crash' }

const steps = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('fire' as const),
      workflow: fc.constantFrom(...workflows),
      count: fc.integer({ min: 1, max: 40 }),
    }),
    fc.record({ do: fc.constant('run' as const), count: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ do: fc.constant('disk' as const), is_full: fc.boolean() }),
    fc.record({ do: fc.constant('wait' as const) }),
    fc.record({ do: fc.constant('crash' as const) }),
  ),
  { maxLength: 25 },
)

test('whatever happens, each firing gives one run, those of a workflow in order, and no workflow takes all places', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const world = await openWorld({ queue: 10, max_queued: 4, is_moving: true })
      for (const step of all) await world.perform(step)
      await world.finish()
      for (const workflow of workflows)
        assert.deepEqual(
          world.begun.filter((id) => id.startsWith(workflow)),
          world.fired.filter((id) => id.startsWith(workflow)),
        )
      assert.ok(world.most_queued() <= 4)
      await world.close()
    }),
    { numRuns: 60 },
  )
})

test('a firing does not wait for the flood of another workflow', async () => {
  const world = await openWorld({ queue: 20, max_queued: 5 })
  await world.perform({ do: 'fire', workflow: 'a', count: 1000 })
  await world.perform({ do: 'run', count: 10 })
  await world.perform({ do: 'wait' })
  await world.perform({ do: 'fire', workflow: 'b', count: 3 })
  await world.perform({ do: 'run', count: 8 })
  assert.deepEqual(
    world.begun.filter((id) => id.startsWith('b')),
    ['b-1', 'b-2', 'b-3'],
  )
  await world.close()
})

test('a flood over the real engine keeps nobody waiting, and comes to its end', async () => {
  const api = await openTestServer({ limits: { max_runs: 1, max_queued_runs: 40 } })
  const listener = (name: string) =>
    draftOf(name, { heard: { type: 'event_listener', config: { event: 'custom', name } } }, [], {
      is_active: true,
    })
  const [flood, other] = [await api.create(listener('flood')), await api.create(listener('other'))]
  const firing = (workflow_id: string, n: number): Firing => ({
    execution_id: `run_${workflow_id}_${n}`,
    workflow_id,
    node_id: 'heard',
    source: 'event',
    data: { event: { name: 'x', data: n, at: '2026-01-01T00:00:00.000Z', source: {} } },
  })
  const { dispatcher } = api.server.app
  await dispatcher.fire({ firings: Array.from({ length: 300 }, (_, n) => firing(flood.id, n)) })
  await dispatcher.fire({ firings: [firing(other.id, 0)] })
  const runs = async (id: string) =>
    (
      await api.send<{ items: ExecutionSummary[]; total: number }>(
        'GET',
        `/api/v1/workflows/${id}/executions?status=completed&limit=200`,
      )
    ).body
  const [one] = (
    await eventually(
      () => runs(other.id),
      ({ total }) => total === 1,
    )
  ).items
  const floodRuns = await eventually(
    () => runs(flood.id),
    ({ total }) => total === 300,
  )
  // Newest first: of those that began before the other one there were few.
  const later = floodRuns.items.filter(({ started_at }) => (started_at ?? '') > (one?.started_at ?? ''))
  assert.ok(later.length >= 150, `${later.length} of the flood began after the other one`)
  await api.close()
})

interface WorldOptions {
  /** Runs that fit into the engine's queue. */
  queue: number
  max_queued: number
  /** Whether a place is free again right after one was refused. */
  is_moving?: boolean
}

/** A real store, an engine that is played, and a dispatcher that can be killed between the two. */
async function openWorld({ queue, max_queued, is_moving = false }: WorldOptions) {
  const store = await openStore({ file: ':memory:' })
  for (const id of workflows) await store.workflows.create(workflowOf(id))
  const clock = createSimulatedClock()
  const ledger = new Map<string, { workflow_id: string; is_begun: boolean }>()
  const fired: string[] = []
  const begun: string[] = []
  const counts = new Map<string, number>()
  const disk = { is_full: false }
  let mostQueued = 0
  let live = boot()

  return {
    fired,
    begun,
    most_queued: () => mostQueued,
    async perform(step: Step): Promise<void> {
      switch (step.do) {
        case 'fire':
          await fire(step.workflow, step.count)
          break
        case 'run':
          for (let left = step.count; left > 0; left -= 1) {
            live.beginOne()
            await live.dispatcher.idle()
          }
          break
        case 'disk':
          disk.is_full = step.is_full
          break
        case 'wait':
          clock.step()
          break
        case 'crash':
          live.kill()
          live = boot()
          live.dispatcher.resume()
      }
      await live.dispatcher.idle()
    },
    /** All that is left runs. */
    async finish() {
      disk.is_full = false
      for (let quiet = 0; quiet < 3; ) {
        const before = begun.length
        clock.step()
        await live.dispatcher.idle()
        while (live.beginOne()) await live.dispatcher.idle()
        quiet = begun.length === before ? quiet + 1 : 0
      }
      assert.deepEqual(await store.triggers.pending(1), [])
    },
    async close() {
      await live.dispatcher.close()
      await store.close()
    },
  }

  async function fire(workflow: string, count: number): Promise<void> {
    const firings = Array.from({ length: count }, (): Firing => {
      const n = (counts.get(workflow) ?? 0) + 1
      counts.set(workflow, n)
      const id = `${workflow}-${n}`
      fired.push(id)
      return { execution_id: id, workflow_id: workflow, node_id: 't', source: 'schedule', data: null }
    })
    await live.dispatcher.fire({ firings })
  }

  function boot() {
    const hub = createHub(async () => undefined)
    const process = { is_alive: true }
    /** What a former process left in the queue is there again, and takes no share. */
    const waiting = [...ledger].filter(([, run]) => !run.is_begun).map(([id]) => id)
    const engine: Parameters<typeof createDispatcher>[0]['engine'] = {
      start({ execution_id = '', workflow }) {
        if (waiting.length >= queue) {
          if (is_moving) queueMicrotask(() => process.is_alive && live.beginOne())
          throw Object.assign(new Error('Full'), { code: 'queue_full' })
        }
        const isFull = disk.is_full
        if (isFull) {
          const failed = Promise.reject(Object.assign(new Error('Full'), { code: 'disk_full' }))
          return { started: failed, finished: new Promise(() => {}) }
        }
        ledger.set(execution_id, { workflow_id: workflow.id, is_begun: false })
        waiting.push(execution_id)
        return { started: Promise.resolve({} as ExecutionRecord), finished: new Promise(() => {}) }
      },
    }
    const inherited = new Set(waiting)
    const dispatcher: Dispatcher = createDispatcher({
      store: guarded(store, ledger, process),
      engine,
      documents: {
        read: async (id) => workflowOf(id),
        assertRunnable: () => undefined,
      },
      hub,
      clock,
      max_queued,
      onRefused: (_firing, error) => assert.fail(String(error)),
      onFailure: (error) => process.is_alive && assert.fail(String(error)),
    })
    return {
      dispatcher,
      kill() {
        process.is_alive = false
        void dispatcher.close()
      },
      /** Workflows take turns in the engine as well; here the one that has begun the fewest. */
      beginOne(): boolean {
        const mine = Map.groupBy(
          waiting.filter((id) => !inherited.has(id)),
          (id) => ledger.get(id)?.workflow_id,
        )
        mostQueued = Math.max(mostQueued, ...[...mine.values()].map((ids) => ids.length))
        const served = (id: string) => begun.filter((one) => one.startsWith(id.slice(0, 1))).length
        const heads = workflows.flatMap((workflow) => waiting.find((id) => id.startsWith(workflow)) ?? [])
        const [next] = heads.toSorted((one, two) => served(one) - served(two))
        if (next === undefined) return false
        waiting.splice(waiting.indexOf(next), 1)
        begun.push(next)
        const run = ledger.get(next)
        if (run) run.is_begun = true
        hub.committed(next, [startedEntry(next)])
        return true
      },
    }
  }
}

/** The store as a process has it: one that has died reads and writes nothing more. */
function guarded(
  { triggers }: Store,
  ledger: ReadonlyMap<string, unknown>,
  process: { is_alive: boolean },
): Parameters<typeof createDispatcher>[0]['store'] {
  const alive = () => {
    if (!process.is_alive) throw new Error('The process has died')
  }
  return {
    triggers: {
      ...triggers,
      pending: async (...given) => (alive(), triggers.pending(...given)),
      waiting: async () => (alive(), triggers.waiting()),
      settle: async (ids) => (alive(), triggers.settle(ids)),
    },
    executions: {
      record: async (id: string) => (alive(), ledger.has(id) ? ({} as ExecutionRecord) : undefined),
    } as Store['executions'],
  }
}

const startedEntry = (execution_id: string): LogEntry => ({
  seq: 1,
  type: 'execution_started',
  execution_id,
  at: '2026-01-01T00:00:00.000Z',
  data: { workflow_id: execution_id.slice(0, 1), workflow_version: 1, trigger_node: 't' },
})

const workflowOf = (id: string): Workflow => ({
  id,
  name: id,
  nodes: [{ id: 't', type: 'schedule', position: { x: 0, y: 0 }, config: {} }],
  connections: [],
  variables: {},
  settings: {},
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  version: 1,
  is_active: true,
})
