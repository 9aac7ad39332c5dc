import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject } from './document.ts'
import { addNodeUsage, type RunUsage } from './run_usage.ts'

const usage = (prompt: number, completion: number) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
})
const sumOf = (outputs: Parameters<typeof addNodeUsage>[1][]) =>
  outputs.reduce<RunUsage | null>(addNodeUsage, null)

test('tokens and costs add up, and what has no price is counted apart', () => {
  assert.deepEqual(
    sumOf([
      { usage: usage(10, 5), cost: 0.1 },
      { usage: usage(1, 2), cost: 0.2 },
      { usage: usage(7, 0), cost: null },
      { output: 'no model' },
    ]),
    { prompt_tokens: 18, completion_tokens: 7, total_tokens: 25, cost: 0.3, unpriced: 1 },
  )
})

test('an output that is called usage and counts no tokens is none', () => {
  const others: JsonObject[] = [
    { usage: 'much' },
    { usage: { cpu: 3 } },
    { usage: null },
    { usage: [1] },
    { cost: 4 },
  ]
  for (const other of others) assert.equal(sumOf([other]), null)
})

test('the order of the nodes does not matter', () => {
  const node = fc.record({
    usage: fc.tuple(fc.nat(1e6), fc.nat(1e6)).map(([a, b]) => usage(a, b)),
    cost: fc.option(fc.nat(1000)),
  })
  fc.assert(
    fc.property(fc.array(node), (nodes) => {
      assert.deepEqual(sumOf(nodes), sumOf(nodes.toReversed()))
    }),
  )
})
