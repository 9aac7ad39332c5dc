import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inTurns, shareOut } from './share_out.ts'

const lanesOf = (...queued: number[]) => queued.map((count, at) => ({ workflow_id: `w${at}`, queued: count }))
const taken = (shares: ReturnType<typeof shareOut>) =>
  Object.fromEntries(shares.map(({ workflow_id, take }) => [workflow_id, take]))

test('who has the fewest waiting comes first, the first of the list where they are even', () => {
  assert.deepEqual(taken(shareOut(lanesOf(0, 0, 0), { batch: 4, max_queued: 9 })), { w0: 2, w1: 1, w2: 1 })
  assert.deepEqual(taken(shareOut(lanesOf(8, 0, 2), { batch: 5, max_queued: 9 })), { w1: 4, w2: 1 })
  assert.deepEqual(taken(shareOut(lanesOf(9, 8), { batch: 5, max_queued: 9 })), { w1: 1 })
  assert.deepEqual(shareOut([], { batch: 5, max_queued: 9 }), [])
})

test('nobody is given more than another who could have had it, and nothing is left while there is a place', () => {
  const counts = fc.array(fc.nat(20), { minLength: 1, maxLength: 12 })
  const limits = fc.record({
    batch: fc.integer({ min: 1, max: 60 }),
    max_queued: fc.integer({ min: 1, max: 20 }),
  })
  fc.assert(
    fc.property(counts, limits, (queued, { batch, max_queued }) => {
      const given = taken(shareOut(lanesOf(...queued), { batch, max_queued }))
      const after = queued.map((count, at) => count + (given[`w${at}`] ?? 0))
      const total = Object.values(given).reduce((sum, take) => sum + take, 0)
      for (const [at, count] of after.entries()) {
        const took = given[`w${at}`] ?? 0
        assert.ok(took === 0 || count <= max_queued)
        // One more for this lane would have been one too many for another that has fewer.
        if (took > 0) for (const other of after) assert.ok(other >= Math.min(count, max_queued) - 1)
      }
      const room = queued.reduce((sum, count) => sum + Math.max(0, max_queued - count), 0)
      assert.equal(total, Math.min(batch, room))
    }),
  )
})

test('lists take turns and keep their order', () => {
  assert.deepEqual(inTurns([['a1', 'a2', 'a3'], ['b1'], ['c1', 'c2']]), ['a1', 'b1', 'c1', 'a2', 'c2', 'a3'])
  assert.deepEqual(inTurns([]), [])
})
