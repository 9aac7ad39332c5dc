import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Store } from '../types.ts'
import { addRun, type MakeStore, noise, readAll, START, timeAt, workflowOf } from './harness.ts'

const DAY = 86_400_000

const left = async (store: Store): Promise<string[]> =>
  (await store.executions.list({ limit: 200, offset: 0 })).items.map(({ id }) => id).toSorted()

export const retentionConformance = (name: string, makeStore: MakeStore): void => {
  describe(`${name}: retention`, () => {
    test('by age: what ended longer ago goes, never what is active', async () => {
      const { store, clock } = await makeStore()
      await store.workflows.create(workflowOf('flow'))
      await addRun(store, 'old')
      await addRun(store, 'ended-late', { completed_at: timeAt(9 * DAY) })
      await addRun(store, 'new', { started_at: timeAt(9 * DAY), completed_at: timeAt(9 * DAY) })
      for (const status of ['running', 'pending', 'paused'] as const) {
        await addRun(store, status, { status, completed_at: null })
      }
      clock.now = START + 10 * DAY
      assert.equal(await store.retain({ max_age_days: 5 }), 1)
      assert.deepEqual(await left(store), ['ended-late', 'new', 'paused', 'pending', 'running'])
      assert.deepEqual(await readAll(store, 'old'), [])
    })

    test('by count: the newest stay', async () => {
      const { store } = await makeStore()
      await store.workflows.create(workflowOf('flow'))
      await addRun(store, 'active', { status: 'running', completed_at: null })
      for (let index = 0; index < 250; index += 1) {
        await addRun(store, `r${index + 1_000}`, { started_at: timeAt(index) })
      }
      assert.equal(await store.retain({ max_count: 3 }), 247)
      assert.deepEqual(await left(store), ['active', 'r1247', 'r1248', 'r1249'])
      assert.equal(await store.retain({ max_count: 3 }), 0)
    })

    test('by bytes: the oldest go, and a payload goes with the last run that refers to it', async () => {
      const { store } = await makeStore()
      await store.workflows.create(workflowOf('flow'))
      const shared = noise(0, 30_000)
      await addRun(store, 'first', { trigger_data: shared })
      await addRun(store, 'second', { started_at: timeAt(1), trigger_data: noise(1, 30_000) })
      await addRun(store, 'third', { started_at: timeAt(2), trigger_data: shared })
      assert.equal(await store.retain({ max_bytes: 100_000_000 }), 0)
      assert.equal(await store.retain({ max_bytes: 500_000 }), 2)
      assert.deepEqual(await left(store), ['third'])
      assert.deepEqual((await store.executions.record('third'))?.trigger_data, shared)
      assert.equal(await store.retain({ max_bytes: 0 }), 1)
      assert.deepEqual(await left(store), [])
    })

    test('runs of a workflow that is gone are removed when they have ended', async () => {
      const { store } = await makeStore()
      await addRun(store, 'ended', { workflow_id: 'gone' })
      await addRun(store, 'active', { workflow_id: 'gone', status: 'paused', completed_at: null })
      assert.equal(await store.retain({}), 1)
      assert.deepEqual(await left(store), ['active'])
    })
  })
}
