import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { WorkflowNode } from '@llamanexus/workflow'
import { addRun, type MakeStore, readAll, recordOf, START, timeAt, workflowOf } from './harness.ts'

const node = (id: string, type: string): WorkflowNode => ({ id, type, position: { x: 0, y: 0 }, config: {} })

export const workflowsConformance = (name: string, makeStore: MakeStore): void => {
  describe(`${name}: workflows`, () => {
    test('a workflow is created once, at version 1', async () => {
      const { store } = await makeStore()
      const made = await store.workflows.create(workflowOf('a', { version: 7 }))
      assert.equal(made.version, 1)
      assert.deepEqual(await store.workflows.get('a'), made)
      await assert.rejects(store.workflows.create(workflowOf('a')), { code: 'conflict' })
      assert.equal(await store.workflows.get('b'), undefined)
    })

    test('each save is a new version and keeps the ones before', async () => {
      const { store, clock } = await makeStore()
      await store.workflows.create(workflowOf('a', { name: 'one' }))
      clock.now += 1_000
      const saved = await store.workflows.save(workflowOf('a', { name: 'two' }), {
        expected: 1,
        change_summary: 'Renamed',
      })
      assert.equal(saved.version, 2)
      assert.equal(saved.created_at, timeAt(0))
      assert.equal(saved.updated_at, timeAt(1_000))
      assert.equal((await store.workflows.get('a'))?.name, 'two')
      assert.equal((await store.workflows.get('a', 1))?.name, 'one')
      assert.deepEqual(await store.workflows.versions('a', { limit: 1, offset: 0 }), {
        items: [{ version: 2, change_summary: 'Renamed', created_by: null, created_at: timeAt(1_000) }],
        total: 2,
        limit: 1,
        offset: 0,
      })
    })

    test('a stale save is refused with the current version and changes nothing', async () => {
      const { store } = await makeStore()
      await store.workflows.create(workflowOf('a', { name: 'one' }))
      await store.workflows.save(workflowOf('a', { name: 'two' }), { expected: 1, change_summary: '' })
      await assert.rejects(
        store.workflows.save(workflowOf('a', { name: 'three' }), { expected: 1, change_summary: '' }),
        { code: 'stale', current_version: 2 },
      )
      assert.equal((await store.workflows.get('a'))?.name, 'two')
      const unchecked = await store.workflows.save(workflowOf('a', { name: 'four' }), { change_summary: '' })
      assert.equal(unchecked.version, 3)
      await assert.rejects(store.workflows.save(workflowOf('gone'), { change_summary: '' }), {
        code: 'stale',
      })
    })

    test('lists by text, tag and order, a page at a time', async () => {
      const { store, clock } = await makeStore()
      const flows = [
        workflowOf('a', { name: 'Orders 100%', settings: { tags: ['shop', 'mail'] } }),
        workflowOf('b', { name: 'beta', description: 'answers MAIL' }),
        workflowOf('c', { name: 'Alpha_1', settings: { tags: ['shop'] }, nodes: [node('n', 'set')] }),
      ]
      for (const flow of flows) {
        await store.workflows.create(flow)
        clock.now += 1_000
      }
      const ids = async (query: Partial<Parameters<typeof store.workflows.list>[0]>) =>
        (await store.workflows.list({ limit: 50, offset: 0, ...query })).items.map(({ id }) => id)
      assert.deepEqual(await ids({}), ['c', 'b', 'a'])
      assert.deepEqual(await ids({ sort: 'name' }), ['c', 'b', 'a'])
      assert.deepEqual(await ids({ sort: 'created_at', order: 'asc' }), ['a', 'b', 'c'])
      assert.deepEqual(await ids({ search: 'mail' }), ['b', 'a'])
      assert.deepEqual(await ids({ search: '%' }), ['a'])
      assert.deepEqual(await ids({ search: '_1' }), ['c'])
      assert.deepEqual(await ids({ tag: 'shop' }), ['c', 'a'])
      assert.deepEqual(await ids({ tag: 'shop', search: 'alpha' }), ['c'])
      const page = await store.workflows.list({ limit: 1, offset: 1 })
      assert.equal(page.total, 3)
      assert.equal(page.items[0]?.id, 'b')
      assert.equal((await store.workflows.list({ limit: 1, offset: 0 })).items[0]?.node_count, 1)
      assert.deepEqual((await store.workflows.list({ limit: 1, offset: 0, tag: 'mail' })).items[0]?.tags, [
        'shop',
        'mail',
      ])
    })

    test('shows the last runs of each, newest last, in the same three queries however many there are', async () => {
      const { store, queries } = await makeStore()
      for (const id of ['a', 'b', 'c']) await store.workflows.create(workflowOf(id))
      for (let index = 0; index < 25; index += 1) {
        const status = index % 5 === 0 ? 'failed' : 'completed'
        await addRun(store, `a${index}`, { workflow_id: 'a', status, started_at: timeAt(index) })
      }
      await addRun(store, 'b0', { workflow_id: 'b', status: 'running', completed_at: null })
      queries.length = 0
      const { items } = await store.workflows.list({ limit: 50, offset: 0 })
      assert.equal(queries.length, 3)
      const a = items.find(({ id }) => id === 'a')
      assert.equal(a?.recent.length, 20)
      assert.deepEqual(a?.recent.slice(-5), ['failed', 'completed', 'completed', 'completed', 'completed'])
      assert.equal(a?.last_execution?.id, 'a24')
      assert.deepEqual(items.find(({ id }) => id === 'b')?.recent, ['running'])
      const c = items.find(({ id }) => id === 'c')
      assert.deepEqual([c?.recent, c?.last_execution], [[], null])
    })

    test('finds the active workflows with a type of node in their current version', async () => {
      const { store } = await makeStore()
      const hook = [node('h', 'http_webhook'), node('i', 'http_webhook')]
      await store.workflows.create(workflowOf('on', { nodes: hook }))
      await store.workflows.create(workflowOf('off', { nodes: hook, is_active: false }))
      await store.workflows.create(workflowOf('was', { nodes: hook }))
      await store.workflows.save(workflowOf('was'), { change_summary: '' })
      const found = await store.workflows.activeWith('http_webhook')
      assert.deepEqual(
        found.map(({ id }) => id),
        ['on'],
      )
    })

    test('deletes a workflow with everything of it, and nothing of the others', async () => {
      const { store } = await makeStore()
      for (const id of ['a', 'b']) {
        await store.workflows.create(workflowOf(id))
        await addRun(store, `${id}1`, { workflow_id: id, trigger_data: 'x'.repeat(100_000) })
      }
      assert.equal(await store.workflows.delete('a'), true)
      assert.equal(await store.workflows.get('a'), undefined)
      assert.equal(await store.workflows.get('a', 1), undefined)
      assert.equal(await store.executions.record('a1'), undefined)
      assert.deepEqual(await readAll(store, 'a1'), [])
      assert.equal((await store.executions.record('b1'))?.trigger_data, 'x'.repeat(100_000))
      assert.equal(await store.workflows.delete('a'), false)
    })

    test('refuses to delete while a run is unfinished, also one that is only queued', async () => {
      const { store } = await makeStore()
      await store.workflows.create(workflowOf('flow'))
      store.journal.create(recordOf('r'))
      await assert.rejects(store.workflows.delete('flow'), { code: 'busy' })
      await store.journal.commit()
      for (const status of ['running', 'pending', 'paused'] as const) {
        store.journal.update('r', { status })
        await store.journal.commit()
        await assert.rejects(store.workflows.delete('flow'), { code: 'busy' })
      }
      store.journal.update('r', { status: 'cancelled' })
      await store.journal.commit()
      assert.equal(await store.workflows.delete('flow'), true)
      assert.equal((await store.executions.list({ limit: 5, offset: 0 })).total, 0)
    })

    test('settings and remembered answers: the last setting, the first answer', async () => {
      const { store, reopen, clock } = await makeStore()
      await store.settings.set('theme', { dark: true })
      await store.settings.set('theme', { dark: false })
      assert.deepEqual(await store.idempotency.remember('s', 'k', { id: 1 }), { id: 1 })
      assert.deepEqual(await store.idempotency.remember('s', 'k', { id: 2 }), { id: 1 })
      assert.equal(await store.idempotency.find('other', 'k'), undefined)
      const again = await reopen()
      assert.deepEqual(await again.settings.get('theme'), { dark: false })
      assert.equal(await again.settings.get('none'), undefined)
      assert.deepEqual(await again.idempotency.find('s', 'k'), { id: 1 })
      clock.now = START + 2 * 86_400_000
      await again.retain({})
      assert.equal(await again.idempotency.find('s', 'k'), undefined)
    })
  })
}
