import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonValue } from '@llamanexus/workflow'
import fc from 'fast-check'
import { completedEntry, type MakeStore, readAll, recordOf, timeAt } from './harness.ts'

const large = (seed: string): JsonValue => Array.from({ length: 20_000 }, (_, index) => `${seed}${index}`)

export const payloadsConformance = (name: string, makeStore: MakeStore): void => {
  describe(`${name}: large payloads`, () => {
    test('large values of every kind come back equal, in log and record', async () => {
      const { store, reopen } = await makeStore()
      const text = 'ü€'.repeat(80_000)
      store.journal.create(recordOf('a', { trigger_data: large('t') }))
      const entries = [
        completedEntry('a', 1, { text, list: large('l'), small: 1 }),
        completedEntry('a', 2, { object: { inner: large('l') } }),
        {
          seq: 3,
          type: 'node_step' as const,
          execution_id: 'a',
          node_id: 'n',
          path: 'n',
          at: timeAt(3),
          data: {
            name: 'call',
            state: 'done' as const,
            effect: 'unsafe' as const,
            attempt: 1,
            value: large('s'),
          },
        },
        {
          seq: 4,
          type: 'execution_completed' as const,
          execution_id: 'a',
          at: timeAt(4),
          data: { final_output: large('f'), duration_ms: 1 },
        },
      ]
      store.journal.append('a', entries)
      store.journal.update('a', { final_output: large('f'), status: 'completed' })
      await store.journal.commit()
      const again = await reopen()
      assert.deepEqual(await readAll(again, 'a'), entries)
      const record = await again.journal.load('a')
      assert.deepEqual(record?.trigger_data, large('t'))
      assert.deepEqual(record?.final_output, large('f'))
    })

    test('order holds when small entries follow while a large one is being compressed', async () => {
      const { store, commits } = await makeStore()
      store.journal.create(recordOf('a'))
      store.journal.append('a', [completedEntry('a', 1, { output: large('x') })])
      const first = store.journal.commit()
      await new Promise((resolve) => setImmediate(resolve))
      store.journal.append('a', [completedEntry('a', 2)])
      store.journal.update('a', { status: 'completed' })
      await Promise.all([first, store.journal.commit()])
      assert.deepEqual(
        (await readAll(store, 'a')).map(({ seq }) => seq),
        [1, 2],
      )
      assert.equal((await store.journal.load('a'))?.status, 'completed')
      assert.equal(commits.length, 2)
    })

    test('data that looks like a reference stays data', async () => {
      const key = fc.constantFrom('$blob', '$$blob', '$$$blob', 'blob', '$')
      const content = fc.constantFrom<JsonValue>(
        'a'.repeat(64),
        'x',
        1,
        null,
        { $blob: 'a'.repeat(64) },
        large('y'),
      )
      const marker = fc.tuple(key, content).map(([k, v]): JsonValue => ({ [k]: v }))
      const value = fc.oneof(
        marker,
        fc.array(marker, { maxLength: 2 }),
        fc.jsonValue() as fc.Arbitrary<JsonValue>,
      )
      const { store } = await makeStore()
      let run = 0
      await fc.assert(
        fc.asyncProperty(value, async (output) => {
          run += 1
          const id = `r${run}`
          // What is compared is what JSON keeps of it: it has no negative zero.
          const kept = JSON.parse(JSON.stringify(output)) as JsonValue
          store.journal.create(recordOf(id, { trigger_data: kept }))
          store.journal.append(id, [completedEntry(id, 1, { output: kept })])
          await store.journal.commit()
          assert.deepEqual(await readAll(store, id), [completedEntry(id, 1, { output: kept })])
          assert.deepEqual((await store.journal.load(id))?.trigger_data, kept)
        }),
        { numRuns: 100 },
      )
    })
  })
}
