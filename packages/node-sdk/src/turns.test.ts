import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from './turns.ts'

/** Work whose every piece takes a millisecond. */
function* pieces(count: number, time: { now: number }) {
  for (let at = 0; at < count; at += 1) {
    time.now += 1
    yield at
  }
}

async function turnsOf<T>(work: Promise<T>): Promise<{ value: T; turns: number }> {
  const state = { done: false, turns: 0 }
  const ending = work.finally(() => (state.done = true))
  while (!state.done) {
    await new Promise((resolve) => void setImmediate(resolve))
    state.turns += 1
  }
  return { value: await ending, turns: state.turns }
}

test('long work lets others have their turn, and short work goes on at once', async () => {
  const time = { now: 0 }
  const turns = createTurns({ clock: () => time.now })
  const short = await turnsOf(turns.all(pieces(5, time)))
  assert.deepEqual(short, { value: [0, 1, 2, 3, 4], turns: 1 })
  const long = await turnsOf(turns.all(pieces(1000, time)))
  assert.equal(long.value.length, 1000)
  assert.ok(long.turns >= 50, `${long.turns} turns`)
})

test('many short works share their turns', async () => {
  const time = { now: 0 }
  const turns = createTurns({ clock: () => time.now })
  const all = await turnsOf(
    (async () => {
      for (let at = 0; at < 1000; at += 1) {
        await turns.all(pieces(1, time))
        await turns.next()
      }
    })(),
  )
  assert.ok(all.turns >= 50, `${all.turns} turns`)
})

test('work that is no longer wanted ends with its turn', async () => {
  const time = { now: 0 }
  const stop = new AbortController()
  const turns = createTurns({ signal: stop.signal, what: 'The counting', clock: () => time.now })
  const work = turns.all(pieces(1000, time))
  stop.abort()
  await assert.rejects(work, { code: 'aborted', message: 'The counting was cancelled' })
  assert.ok(time.now < 1000)
})
