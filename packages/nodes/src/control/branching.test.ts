import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()

test('a condition that cannot be evaluated is an error, never a no', async () => {
  await assert.rejects(world.run('condition', { inputs: { input: null, condition: 'input.total > 1' } }), {
    code: 'expression_failed',
  })
})

test('what counts as true is what JavaScript says', async () => {
  const taken = async (condition: string) =>
    Object.keys((await world.run('condition', { inputs: { input: 1, condition } })).outputs)
  assert.deepEqual(await taken('"text"'), ['true'])
  assert.deepEqual(await taken('0'), ['false'])
  assert.deepEqual(await taken('[]'), ['true'])
})

test('a switch does not evaluate what comes after the first case that holds', async () => {
  const cases = { first: 'input === 1', never: 'nothing.here' }
  assert.deepEqual((await world.run('switch', { inputs: { input: 1, cases } })).outputs, { first: 1 })
})

test('a case cannot be named default', async () => {
  const run = world.run('switch', { inputs: { input: 1, cases: { default: 'true' } } })
  await assert.rejects(run, { code: 'input_invalid', field: 'cases' })
})
