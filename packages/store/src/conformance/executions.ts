import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { LogEntry } from '@llamanexus/engine'
import { addRun, completedEntry, entriesOf, type MakeStore, recordOf, timeAt, workflowOf } from './harness.ts'

export const executionsConformance = (name: string, makeStore: MakeStore): void => {
  describe(`${name}: executions`, () => {
    test('lists newest first by workflow, status, source, time and text, in two queries', async () => {
      const { store, queries } = await makeStore()
      const error = { message: 'Connection "refused"', code: 'http_failed' }
      const hooked = { source: 'webhook', trigger_node: 'hook' }
      await addRun(store, 'a', { started_at: timeAt(1_000), trigger_data: { customer: 'Ada "L"' } })
      await addRun(store, 'b', { started_at: timeAt(2_000), status: 'failed', error, ...hooked })
      await addRun(store, 'c', { started_at: timeAt(3_000), workflow_id: 'other' })
      await addRun(store, 'd', { started_at: timeAt(3_000) })
      const ids = async (query: Partial<Parameters<typeof store.executions.list>[0]>) =>
        (await store.executions.list({ limit: 50, offset: 0, ...query })).items.map(({ id }) => id)
      assert.deepEqual(await ids({}), ['d', 'c', 'b', 'a'])
      assert.deepEqual(await ids({ workflow_id: 'flow' }), ['d', 'b', 'a'])
      assert.deepEqual(await ids({ status: 'failed' }), ['b'])
      assert.deepEqual(await ids({ source: 'webhook' }), ['b'])
      assert.deepEqual(await ids({ trigger: 'webhook' }), ['b'])
      assert.deepEqual(await ids({ trigger: 'hook' }), ['b'])
      assert.deepEqual(await ids({ from: timeAt(2_000), to: timeAt(2_999) }), ['b'])
      assert.deepEqual(await ids({ from: '2026-01-01T01:00:02+01:00' }), ['d', 'c', 'b'])
      assert.deepEqual(await ids({ search: 'ada "l"' }), ['a'])
      assert.deepEqual(await ids({ search: '"refused"' }), ['b'])
      queries.length = 0
      const page = await store.executions.list({ limit: 2, offset: 1 })
      assert.equal(queries.length, 2)
      assert.equal(page.total, 4)
      assert.deepEqual(
        page.items.map(({ id }) => id),
        ['c', 'b'],
      )
      assert.deepEqual(page.items[1]?.error, error)
      assert.equal(page.items[1]?.duration_ms, 0)
    })

    test('folds record and log into an execution', async () => {
      const { store } = await makeStore()
      await store.workflows.create(workflowOf('flow'))
      store.journal.create(recordOf('a', { trigger_data: 1 }))
      store.journal.append('a', entriesOf('a', 1, 5))
      store.journal.update('a', { status: 'completed', completed_at: timeAt(250), final_output: 'end' })
      await store.journal.commit()
      const execution = await store.executions.get('a', { node_executions_limit: 2 })
      assert.equal(execution?.status, 'completed')
      assert.equal(execution?.duration_ms, 250)
      assert.equal(execution?.final_output, 'end')
      assert.equal(execution?.node_executions_total, 5)
      assert.deepEqual(Object.keys(execution?.node_executions ?? {}), ['n1', 'n2'])
      assert.deepEqual(execution?.node_executions.n2?.outputs, { output: 2 })
      assert.equal(execution?.last_seq, 5)
      assert.equal(await store.executions.get('nobody'), undefined)
    })

    test('pages through the nodes of a run by prefix and by node', async () => {
      const { store } = await makeStore()
      store.journal.create(recordOf('a'))
      const entries: LogEntry[] = Array.from({ length: 30 }, (_, index) => ({
        ...completedEntry('a', index + 1),
        node_id: index % 2 ? 'odd' : 'even',
        path: `each[${Math.floor(index / 2)}]/${index % 2 ? 'odd' : 'even'}`,
      }))
      store.journal.append('a', entries)
      await store.journal.commit()
      const one = await store.executions.nodes('a', { prefix: 'each[1]/', limit: 50, offset: 0 })
      assert.deepEqual(
        one.items.map(({ path }) => path),
        ['each[1]/even', 'each[1]/odd'],
      )
      const odd = await store.executions.nodes('a', { node: 'odd', limit: 2, offset: 3 })
      assert.equal(odd.total, 15)
      assert.deepEqual(
        odd.items.map(({ path }) => path),
        ['each[3]/odd', 'each[4]/odd'],
      )
      assert.equal((await store.executions.nodes('x', { limit: 5, offset: 0 })).total, 0)
    })

    test('events after a number, no more than asked for', async () => {
      const { store } = await makeStore()
      store.journal.create(recordOf('a'))
      for (let seq = 1; seq <= 9; seq += 3) {
        store.journal.append('a', entriesOf('a', seq, seq + 2))
        await store.journal.commit()
      }
      assert.deepEqual(await store.executions.events('a', 1, 4), entriesOf('a', 2, 5))
      assert.deepEqual(await store.executions.events('a', 8, 100), entriesOf('a', 9, 9))
      assert.deepEqual(await store.executions.events('a', 9, 100), [])
      assert.deepEqual(await store.executions.events('a', 0, 0), [])
    })
  })
}
