import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject } from './document.ts'
import { addNodeUsage, addStepUsage, addTryUsage, type RunUsage } from './run_usage.ts'

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

const failure = (spent?: { usage: JsonObject; cost: number | null }) => ({
  code: 'answer_invalid',
  message: 'It does not fit.',
  ...(spent && { spent }),
})

test('a failure counts with what it took, also where the run goes on behind it', () => {
  const spent = { usage: usage(14, 10), cost: 0.2 }
  const sum = addTryUsage(null, { error: failure(spent), steps: null })
  assert.deepEqual(sum, {
    prompt_tokens: 14,
    completion_tokens: 10,
    total_tokens: 24,
    cost: 0.2,
    unpriced: 0,
  })
  const outputs = { error: { code: 'answer_invalid' } }
  assert.equal(addTryUsage(sum, { outputs, error: failure(spent), steps: null })?.total_tokens, 48)
  assert.equal(addTryUsage(sum, { error: failure(), steps: null }), sum)
})

test('a node that failed or was given up took what its steps did, and one that ended what it puts out', () => {
  const spent = { usage: usage(1, 1), cost: 0.1 }
  const turn = { usage: usage(7, 5), cost: 0.3 }
  const steps = [
    { value: turn },
    { value: { ok: true } },
    { value: turn },
    { error: failure(spent) },
  ].reduce<RunUsage | null>(addStepUsage, null)
  const failed = addTryUsage(null, { error: failure(spent), steps })
  assert.equal(failed?.total_tokens, 26)
  assert.equal(failed?.cost, 0.7)
  assert.equal(addTryUsage(null, { steps })?.total_tokens, 26)
  assert.equal(addTryUsage(null, { outputs: turn, steps })?.total_tokens, 12)
})

test('a node counts once as unpriced, however many of its steps had no price', () => {
  const turn = { value: { usage: usage(7, 5), cost: null } }
  const steps = [turn, turn].reduce<RunUsage | null>(addStepUsage, null)
  assert.deepEqual(addTryUsage(null, { steps }), {
    prompt_tokens: 14,
    completion_tokens: 10,
    total_tokens: 24,
    cost: null,
    unpriced: 1,
  })
})
