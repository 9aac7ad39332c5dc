import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { addRun, entriesOf, type MakeStore, readAll, recordOf, timeAt, workflowOf } from './harness.ts'

export const journalConformance = (name: string, makeStore: MakeStore): void => {
  describe(`${name}: journal`, () => {
    test('a run reads back as it was written, also after a restart', async () => {
      const { store, reopen } = await makeStore()
      const record = recordOf('a', {
        trigger_data: { order: [1, { two: 'ü' }] },
        final_output: 'done',
        error: { message: 'm', code: 'c', node_id: 'n', path: 'each[0]/n' },
        until_node: 'n',
        parent_id: 'p',
        wake_at: 12,
        control: 'pause',
      })
      store.journal.create(record)
      store.journal.append('a', entriesOf('a', 1, 3))
      await store.journal.commit()
      assert.deepEqual(await store.journal.load('a'), record)
      const again = await reopen()
      assert.deepEqual(await again.journal.load('a'), record)
      assert.deepEqual(await readAll(again, 'a'), entriesOf('a', 1, 3))
      assert.deepEqual(await readAll(again, 'a', 2), entriesOf('a', 3, 3))
    })

    test('nothing is seen before it is durable', async () => {
      const { store } = await makeStore()
      store.journal.create(recordOf('a'))
      store.journal.append('a', entriesOf('a', 1, 1))
      assert.equal(await store.journal.load('a'), undefined)
      assert.deepEqual(await readAll(store, 'a'), [])
      await store.journal.commit()
      store.journal.append('a', entriesOf('a', 2, 2))
      assert.equal((await readAll(store, 'a')).length, 1)
      await store.journal.commit()
      assert.equal((await readAll(store, 'a')).length, 2)
    })

    test('runs that commit in the same turn share one transaction', async () => {
      const { store, commits } = await makeStore()
      const ids = Array.from({ length: 50 }, (_, index) => `r${index}`)
      await Promise.all(
        ids.map(async (id) => {
          store.journal.create(recordOf(id))
          store.journal.append(id, entriesOf(id, 1, 10))
          await store.journal.commit()
        }),
      )
      assert.deepEqual(commits, [{ runs: 50, entries: 500 }])
      for (const id of ids) assert.equal((await readAll(store, id)).length, 10)
    })

    test('a commit with nothing to write costs no transaction', async () => {
      const { store, commits } = await makeStore()
      await store.journal.commit()
      await Promise.all([store.journal.commit(), store.journal.commit()])
      assert.equal(commits.length, 0)
    })

    test('updates of one run are written once, the last value of each field', async () => {
      const { store, commits } = await makeStore()
      store.journal.create(recordOf('a', { status: 'pending' }))
      store.journal.update('a', { status: 'running', wake_at: 5 })
      store.journal.update('a', { wake_at: null, control: 'cancel' })
      await store.journal.commit()
      store.journal.update('a', { status: 'paused' })
      store.journal.update('a', { status: 'completed', final_output: [1], completed_at: timeAt(9) })
      await store.journal.commit()
      const record = await store.journal.load('a')
      assert.deepEqual(
        record,
        recordOf('a', { status: 'completed', control: 'cancel', final_output: [1], completed_at: timeAt(9) }),
      )
      assert.equal(commits.length, 2)
    })

    test('the record a caller goes on changing is the one that was handed over', async () => {
      const { store } = await makeStore()
      const record = recordOf('a')
      store.journal.create(record)
      record.status = 'failed'
      await store.journal.commit()
      assert.equal((await store.journal.load('a'))?.status, 'running')
    })

    test('a second run of the same id, an unknown run and a hole in the log are refused', async () => {
      const { store } = await makeStore()
      store.journal.create(recordOf('a'))
      assert.throws(() => store.journal.create(recordOf('a')), { code: 'conflict' })
      await store.journal.commit()
      assert.throws(() => store.journal.create(recordOf('a')), { code: 'conflict' })
      assert.throws(() => store.journal.append('b', entriesOf('b', 1, 1)), { code: 'store_failed' })
      store.journal.append('a', entriesOf('a', 1, 2))
      assert.throws(() => store.journal.append('a', entriesOf('a', 4, 4)), { code: 'store_failed' })
      assert.throws(() => store.journal.append('a', entriesOf('a', 2, 2)), { code: 'store_failed' })
      await store.journal.commit()
      assert.throws(() => store.journal.append('a', entriesOf('a', 5, 5)), { code: 'store_failed' })
    })

    test('whatever the order of appends and commits, the log is whole and in order', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ run: fc.nat(3), entries: fc.nat(7), commit: fc.boolean() }), {
            maxLength: 40,
          }),
          async (steps) => {
            const { store } = await makeStore()
            const written = new Map<string, number>()
            const commits: Promise<void>[] = []
            for (const { run, entries, commit } of steps) {
              const id = `r${run}`
              const before = written.get(id)
              if (before === undefined) store.journal.create(recordOf(id))
              store.journal.append(id, entriesOf(id, (before ?? 0) + 1, (before ?? 0) + entries))
              written.set(id, (before ?? 0) + entries)
              if (commit) commits.push(store.journal.commit())
              if (entries % 3 === 0) await nextTurn()
            }
            await Promise.all([...commits, store.journal.commit()])
            for (const [id, count] of written)
              assert.deepEqual(await readAll(store, id), entriesOf(id, 1, count))
          },
        ),
        { numRuns: 25 },
      )
    })

    test('a long log is read in pieces', async () => {
      const { store } = await makeStore()
      store.journal.create(recordOf('a'))
      store.journal.append('a', entriesOf('a', 1, 30_000))
      await store.journal.commit()
      let pieces = 0
      let seq = 0
      for await (const entries of store.journal.read('a')) {
        pieces += 1
        for (const entry of entries) {
          seq += 1
          assert.equal(entry.seq, seq)
        }
      }
      assert.equal(seq, 30_000)
      assert.ok(pieces > 2, `${pieces} pieces`)
      assert.deepEqual(await readAll(store, 'a', 29_998), entriesOf('a', 29_999, 30_000))
    })

    test('due names what can go on, oldest first; nextWake the first that waits', async () => {
      const { store } = await makeStore()
      assert.equal(await store.journal.nextWake(), null)
      const runs: [string, Partial<Parameters<typeof recordOf>[1] & object>][] = [
        ['young', { started_at: timeAt(30) }],
        ['old', { started_at: timeAt(10), status: 'pending' }],
        ['woken', { started_at: timeAt(20), wake_at: 100 }],
        ['asleep', { started_at: timeAt(5), wake_at: 101 }],
        ['paused', { started_at: timeAt(1), status: 'paused', wake_at: 1 }],
        ['ended', { started_at: timeAt(1), status: 'completed', wake_at: 1 }],
      ]
      for (const [id, given] of runs) store.journal.create(recordOf(id, given))
      await store.journal.commit()
      const due = await store.journal.due(100, 10)
      assert.deepEqual(
        due.map(({ id }) => id),
        ['old', 'woken', 'young'],
      )
      assert.equal((await store.journal.due(100, 1))[0]?.id, 'old')
      assert.equal(await store.journal.nextWake(), 100)
    })

    test('signals are kept until an entry takes them, oldest first, each once', async () => {
      const { store, reopen } = await makeStore()
      await addRun(store, 'a', { status: 'running', completed_at: null })
      await store.journal.signal('a', { name: 'yes', data: { by: 1 } })
      await store.journal.signal('a', { name: 'no', data: null })
      await store.journal.signal('a', { name: 'yes', data: { by: 2 } })
      const [first, second] = await store.journal.signals('a', 'yes')
      assert.deepEqual([first?.data, second?.data], [{ by: 1 }, { by: 2 }])
      const { last_seq = 0 } = (await store.executions.get('a')) ?? {}
      store.journal.append('a', entriesOf('a', last_seq + 1, last_seq + 1), [first?.id ?? 0])
      assert.deepEqual(await store.journal.signals('a', 'yes'), [second])
      await store.journal.commit()
      const again = await reopen()
      assert.deepEqual(await again.journal.signals('a', 'yes'), [second])
      assert.deepEqual(
        (await again.journal.signals('a', 'no')).map(({ data }) => data),
        [null],
      )
      await assert.rejects(again.journal.signal('nobody', { name: 'yes', data: 1 }), { code: 'store_failed' })
    })

    test('the document a run was started with stays readable when the workflow moves on', async () => {
      const { store } = await makeStore()
      await store.workflows.create(workflowOf('flow', { name: 'first' }))
      await store.workflows.save(workflowOf('flow', { name: 'second' }), { change_summary: '' })
      assert.equal((await store.journal.workflow('flow', 1))?.name, 'first')
      assert.equal((await store.journal.workflow('flow', 2))?.name, 'second')
      assert.equal(await store.journal.workflow('flow', 3), undefined)
    })
  })
}
