import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSimulatedClock } from '@llamanexus/testing'
import { cronTimes } from './cron_times.ts'
import type { MissedPolicy } from './due_ticks.ts'
import { startTicker } from './schedule_ticker.ts'

const start = Date.UTC(2026, 0, 1)
const minute = 60_000
const hour = 60 * minute

/** A ticker over a clock that can be set; what it fires is listed as `hh:mm:ss`. */
function ticker(cron: string, options: { policy?: MissedPolicy; last?: number; timezone?: string } = {}) {
  const base = createSimulatedClock(start)
  let shift = 0
  const clock = { now: () => base.now() + shift, after: base.after }
  const fired: string[] = []
  const failures: unknown[] = []
  let failing = false
  const made = startTicker({
    times: cronTimes(cron, options.timezone ?? 'UTC'),
    policy: options.policy ?? 'skip',
    last: options.last ?? start,
    clock,
    async fire({ runs }) {
      if (failing) throw new Error('The disk is full')
      for (const { at, missed, late } of runs)
        fired.push(
          `${new Date(at).toISOString().slice(11, 19)}${late ? ' late' : ''}${missed ? ` +${missed}` : ''}`,
        )
    },
    onFailure: (error) => failures.push(error),
  })
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
  return {
    ticker: made,
    fired,
    failures,
    fail: (on: boolean) => void (failing = on),
    /** Sets the clock by so many milliseconds, as a person or a sleeping machine does. */
    jump: (by: number) => void (shift += by),
    async pass(ms: number) {
      const end = base.now() + ms
      await settle()
      while (base.step(end)) await settle()
      // The simulated clock stands at its last timer: a timer of our own brings it to the end.
      base.after(end - base.now(), () => {})
      while (base.step(end)) await settle()
    },
  }
}

describe('the ticker of a schedule', () => {
  test('fires each tick once, when it comes', async () => {
    const world = ticker('*/20 * * * * *')
    await world.pass(minute + 1)
    assert.deepEqual(world.fired, ['00:00:20', '00:00:40', '00:01:00'])
    assert.deepEqual(world.ticker.next(2), [start + minute + 20_000, start + minute + 40_000])
  })

  test('waits longer than one timer of the platform can', async () => {
    const world = ticker('0 12 15 3 *')
    await world.pass(73 * 24 * hour + 12 * hour - 1)
    assert.deepEqual(world.fired, [])
    await world.pass(2)
    assert.deepEqual(world.fired, ['12:00:00'])
  })

  test('what was missed while the server was down follows the policy', async () => {
    const last = start - 3 * hour - 30 * minute
    const after = async (policy: MissedPolicy) => {
      const world = ticker('30 * * * *', { policy, last })
      await world.pass(1)
      return world.fired
    }
    assert.deepEqual(await after('skip'), [])
    assert.deepEqual(await after('once'), ['23:30:00 late +2'])
    assert.deepEqual(await after('all'), ['21:30:00 late', '22:30:00 late', '23:30:00 late'])
  })

  test('a restart that takes a moment misses nothing, whatever the policy', async () => {
    const world = ticker('0 0 * * *', { last: start - 24 * hour })
    await world.pass(1)
    assert.deepEqual(world.fired, ['00:00:00'])
    const skipping = ticker('* * * * *', { last: start - 5 * minute })
    await skipping.pass(1)
    assert.deepEqual(skipping.fired, ['00:00:00 +4'])
  })

  test('no more than a hundred missed runs are made up for', async () => {
    const world = ticker('* * * * *', { policy: 'all', last: start - 30 * 24 * hour })
    await world.pass(1)
    assert.equal(world.fired.length, 101)
  })

  test('a clock that is set back repeats nothing, and goes on where it was', async () => {
    const world = ticker('0 * * * *')
    await world.pass(2 * hour)
    world.jump(-90 * minute)
    await world.pass(85 * minute)
    assert.deepEqual(world.fired, ['01:00:00', '02:00:00'])
    await world.pass(70 * minute)
    assert.deepEqual(world.fired, ['01:00:00', '02:00:00', '03:00:00'])
  })

  test('a clock that was years ahead does not silence the schedule', async () => {
    const world = ticker('0 * * * *', { last: start + 900 * 24 * hour })
    assert.deepEqual(world.ticker.next(1), [start + hour])
    await world.pass(hour)
    assert.deepEqual(world.fired, ['01:00:00'])
  })

  test('a machine that slept follows the policy, and wakes within a minute', async () => {
    const world = ticker('0 * * * *', { policy: 'once' })
    await world.pass(10 * minute)
    world.jump(5 * hour)
    await world.pass(minute)
    assert.deepEqual(world.fired, ['05:00:00 late +4'])
  })

  test('what could not be written is tried again and fired once', async () => {
    const world = ticker('* * * * *', { policy: 'all' })
    world.fail(true)
    await world.pass(minute + 20_000)
    assert.ok(world.failures.length > 1)
    world.fail(false)
    await world.pass(10_000)
    assert.deepEqual(world.fired, ['00:01:00 late'])
  })

  test('fires nothing after it was stopped', async () => {
    const world = ticker('* * * * *')
    await world.pass(minute)
    await world.ticker.stop()
    await world.pass(hour)
    assert.deepEqual(world.fired, ['00:01:00'])
  })
})
