import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createKept } from './kept.ts'

const counted = (keep_ms: number) => {
  const counts = { opened: 0, closed: 0 }
  const kept = createKept<string>({ keep_ms, close: async () => void (counts.closed += 1) })
  const open = async () => `opened ${(counts.opened += 1)}`
  return { counts, kept, use: (key: string, work = async (it: string) => it) => kept.use(key, open, work) }
}

test('it is opened once a key, also for uses at the same time', async () => {
  const { counts, kept, use } = counted(60_000)
  await Promise.all([use('a'), use('a'), use('b')])
  await use('a')
  assert.deepEqual(counts, { opened: 2, closed: 0 })
  await kept.close()
  assert.equal(counts.closed, 2)
})

test('it is closed when nobody has used it for a while, and never in use', async () => {
  const { counts, use } = counted(1)
  await use('a', async (it) => {
    await pause(50)
    assert.equal(counts.closed, 0)
    return it
  })
  for (const until = Date.now() + 10_000; counts.closed === 0 && Date.now() < until; ) await pause(5)
  assert.equal(counts.closed, 1)
  assert.equal(await use('a'), 'opened 2')
})

test('what failed to open is opened anew', async () => {
  const { kept, use } = counted(60_000)
  await assert.rejects(
    kept.use(
      'a',
      () => Promise.reject(new Error('no')),
      async () => undefined,
    ),
    /no/,
  )
  assert.equal(await use('a'), 'opened 1')
})
