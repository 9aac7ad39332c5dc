import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from '@llamanexus/store'
import { keepRetained, type RetentionLimits } from './keep_retained.ts'
import { doubling } from './testing/drafts.ts'
import { openTestServer } from './testing/test_server.ts'

describe('keepRetained', () => {
  it('removes at the start what is past the limits, the oldest first', async () => {
    const first = await openTestServer()
    const { home } = first
    const { id } = await first.create(doubling())
    const ids = []
    for (const n of [1, 2, 3]) ids.push((await first.execute(id, { n })).body.id)
    await first.server.close()
    const second = await openTestServer({ home, retention: { max_count: 1 } })
    await second.server.close()
    const third = await openTestServer({ home, retention: {} })
    const kept = await third.send<Page<{ id: string }>>('GET', '/api/v1/workflows/executions')
    assert.deepEqual(
      kept.body.items.map((run) => run.id),
      ids.slice(-1),
    )
    await third.server.close()
    await first.close()
  })

  it('goes on after a round that failed, one round at a time, and waits for the last', async () => {
    const rounds: RetentionLimits[] = []
    let failures = 0
    let again = () => {}
    const twice = new Promise<void>((resolve) => {
      again = resolve
    })
    const stop = keepRetained({
      limits: { max_age_days: 7 },
      interval_ms: 1,
      onFailure: () => {
        failures += 1
      },
      store: {
        retain: async (limits) => {
          rounds.push(limits)
          if (rounds.length === 2) again()
          throw new Error('The disk is full')
        },
      },
    })
    const alive = setInterval(() => {}, 1000)
    await twice
    clearInterval(alive)
    await stop()
    assert.deepEqual(rounds[0], { max_age_days: 7 })
    assert.equal(failures, rounds.length)
  })
})
