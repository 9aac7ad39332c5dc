import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Workflow, WorkflowNode } from '@llamanexus/workflow'
import type { Firing, ScheduleRow } from '../trigger_types.ts'
import { addRun, type MakeStore, recordOf, timeAt, workflowOf } from './harness.ts'

const nodeOf = (id: string, type: string): WorkflowNode => ({
  id,
  type,
  position: { x: 0, y: 0 },
  config: {},
})

const flowWith = (id: string, type: string, given: Partial<Workflow> = {}): Workflow =>
  workflowOf(id, { nodes: [nodeOf('t', type)], ...given })

const firingOf = (execution_id: string, given: Partial<Firing> = {}): Firing => ({
  execution_id,
  workflow_id: 'flow',
  node_id: 't',
  source: 'schedule',
  data: { n: 1 },
  ...given,
})

const scheduleOf = (id: string, given: Partial<ScheduleRow> = {}): ScheduleRow => ({
  id,
  workflow_id: 'flow',
  cron: '0 9 * * *',
  timezone: null,
  missed: 'skip',
  trigger_node: null,
  data: { a: [1] },
  active: true,
  created_at: timeAt(0),
  ...given,
})

export const triggersConformance = (name: string, makeStore: MakeStore): void => {
  describe(`${name}: triggers`, () => {
    test('a firing waits, over a restart, until its run is durable, and is taken once', async () => {
      const { store, reopen } = await makeStore()
      await store.workflows.create(flowWith('flow', 'schedule'))
      await addRun(store, 'there')
      const firings = [firingOf('b'), firingOf('a', { node_id: null }), firingOf('b'), firingOf('there')]
      await store.triggers.commit({ firings })
      const again = await reopen()
      assert.deepEqual(await again.triggers.pending(10), firings.slice(0, 2))
      await again.triggers.settle(['b'])
      assert.deepEqual(await again.triggers.pending(1), [firingOf('a', { node_id: null })])
    })

    test('firings are found by workflow, and the workflows by who has waited longest', async () => {
      const { store } = await makeStore()
      for (const id of ['a', 'b', 'c']) await store.workflows.create(flowWith(id, 'schedule'))
      assert.deepEqual(await store.triggers.waiting(), [])
      const of = (workflow_id: string, id: string) => firingOf(id, { workflow_id })
      const firings = [of('b', '1'), of('a', '2'), of('b', '3'), of('a', '4')]
      await store.triggers.commit({ firings })
      assert.deepEqual(await store.triggers.waiting(), ['b', 'a'])
      assert.deepEqual(await store.triggers.pending(1, 'a'), [firings[1]])
      assert.deepEqual(await store.triggers.pending(9, 'b'), [firings[0], firings[2]])
      assert.deepEqual(await store.triggers.pending(9, 'c'), [])
      await store.triggers.settle(['1'])
      assert.deepEqual(await store.triggers.waiting(), ['a', 'b'])
      await store.triggers.settle(['2', '3', '4'])
      assert.deepEqual(await store.triggers.waiting(), [])
    })

    test('what is written together is kept together, or not at all', async () => {
      const { store } = await makeStore()
      await store.workflows.create(flowWith('flow', 'file_watch'))
      const of = { workflow_id: 'flow', key: 't' }
      const file = { path: 'a/b.txt', size: 5, mtime: 1_700_000_000_000.25, inode: '18446744073709551615' }
      const change = {
        state: { ...of, value: { at: 1 } },
        files: { ...of, put: [file, { ...file, path: 'c' }], gone: [] },
        firings: [firingOf('a', { data: null })],
      }
      const refused = { ...change, firings: [firingOf('x', { workflow_id: 'nowhere' })] }
      await assert.rejects(store.triggers.commit(refused))
      assert.equal(await store.triggers.state('flow', 't'), undefined)
      assert.deepEqual(await store.triggers.files('flow', 't'), [])
      await store.triggers.commit(change)
      await store.triggers.commit({ files: { ...of, put: [{ ...file, size: 6 }], gone: ['c'] } })
      assert.deepEqual(await store.triggers.files('flow', 't'), [{ ...file, size: 6 }])
      assert.deepEqual(await store.triggers.state('flow', 't'), { at: 1 })
    })

    test('a save without the node, or inactive, forgets in the same transaction; a deletion too', async () => {
      const { store } = await makeStore()
      const flow = flowWith('flow', 'schedule', {
        nodes: [nodeOf('t', 'schedule'), nodeOf('u', 'file_watch')],
      })
      await store.workflows.create(flow)
      const remember = async () => {
        for (const key of ['t', 'u', 's'])
          await store.triggers.commit({ state: { workflow_id: 'flow', key, value: 1 } })
        const file = { path: 'a', size: 1, mtime: 1, inode: '1' }
        await store.triggers.commit({
          files: { workflow_id: 'flow', key: 'u', put: [file], gone: [] },
          firings: [firingOf('a')],
        })
      }
      const known = async () => {
        const states = await Promise.all(['t', 'u', 's'].map((key) => store.triggers.state('flow', key)))
        return [...states, (await store.triggers.files('flow', 'u')).length]
      }
      const options = { change_summary: '' }
      await store.schedules.put(scheduleOf('s'))
      await remember()
      await store.workflows.save(flow, options)
      assert.deepEqual(await known(), [1, 1, 1, 1])
      await store.workflows.save({ ...flow, nodes: flow.nodes.slice(0, 1) }, options)
      assert.deepEqual(await known(), [1, undefined, 1, 0])
      assert.equal((await store.triggers.pending(9)).length, 1)
      await store.workflows.save({ ...flow, is_active: false }, options)
      assert.deepEqual(await known(), [undefined, undefined, undefined, 0])
      assert.deepEqual(await store.triggers.pending(9), [])
      await remember()
      await store.workflows.delete('flow')
      assert.deepEqual(await known(), [undefined, undefined, undefined, 0])
      assert.deepEqual(await store.schedules.list('flow'), [])
    })

    test('an end is noted with the run that ends, while an active workflow listens', async () => {
      const { store, reopen } = await makeStore()
      const listener = flowWith('listener', 'event_listener', { is_active: false })
      await store.workflows.create(listener)
      await addRun(store, 'unheard')
      await store.workflows.save({ ...listener, is_active: true }, { change_summary: '' })
      await addRun(store, 'at-once', { status: 'failed' })
      await addRun(store, 'partial', { until_node: 't' })
      store.journal.create(recordOf('later'))
      await store.journal.commit()
      assert.equal((await store.triggers.endings(10)).length, 1)
      store.journal.update('later', { status: 'cancelled', completed_at: timeAt(5) })
      await store.journal.commit()
      const again = await reopen()
      const endings = await again.triggers.endings(10)
      assert.deepEqual(
        endings.map(({ execution_id, workflow_id, status, at }) => [execution_id, workflow_id, status, at]),
        [
          ['at-once', 'flow', 'failed', timeAt(1)],
          ['later', 'flow', 'cancelled', timeAt(5)],
        ],
      )
      await again.triggers.commit({ heard: endings.slice(0, 1).map(({ n }) => n) })
      assert.equal((await again.triggers.endings(10))[0]?.execution_id, 'later')
    })

    test('schedules are kept by workflow, and one that rests forgets when it last fired', async () => {
      const { store } = await makeStore()
      await store.workflows.create(flowWith('flow', 'manual_trigger'))
      await store.schedules.put(scheduleOf('s1'))
      await store.schedules.put(
        scheduleOf('s2', { data: null, timezone: 'Europe/Berlin', trigger_node: 't' }),
      )
      await store.triggers.commit({ state: { workflow_id: 'flow', key: 's1', value: 1 } })
      await store.schedules.put(scheduleOf('s1', { active: false }))
      assert.equal(await store.triggers.state('flow', 's1'), undefined)
      assert.deepEqual(await store.schedules.list('flow'), [
        scheduleOf('s1', { active: false }),
        scheduleOf('s2', { data: null, timezone: 'Europe/Berlin', trigger_node: 't' }),
      ])
      assert.deepEqual(await store.schedules.workflows(), ['flow'])
      assert.equal(await store.schedules.delete('flow', 's1'), true)
      assert.equal(await store.schedules.delete('flow', 's1'), false)
      await assert.rejects(store.schedules.put(scheduleOf('s3', { workflow_id: 'nowhere' })))
    })

    test('a key that is older than asked for is taken anew', async () => {
      const { store, clock } = await makeStore()
      assert.equal(await store.idempotency.remember('delivery:a', 'k', 1, 1_000), 1)
      clock.now += 1_000
      assert.equal(await store.idempotency.remember('delivery:a', 'k', 2, 1_000), 1)
      clock.now += 1
      assert.equal(await store.idempotency.remember('delivery:a', 'k', 3, 1_000), 3)
      await store.idempotency.remember('execute:a', 'k', 1)
      clock.now += 6 * 86_400_000
      await store.retain({})
      assert.equal(await store.idempotency.find('delivery:a', 'k'), 3)
      assert.equal(await store.idempotency.find('execute:a', 'k'), undefined)
    })
  })
}
