import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()

async function aggregate(
  inputs: JsonValue[],
  config: JsonObject,
  connections = 0,
): Promise<JsonValue | undefined> {
  const sources = {
    inputs: Array.from({ length: connections }, (_, index) => ({ node: `n${index}`, port: 'output' })),
  }
  return (await world.run('aggregator', { inputs: { inputs }, config, sources })).outputs['output']
}

test('a list on a single connection is the items; two lists are two items', async () => {
  assert.equal(await aggregate([[1, 2, 3]], { operation: 'count' }, 1), 3)
  assert.equal(await aggregate([[1, 2, 3], [4]], { operation: 'count' }, 2), 2)
  assert.equal(await aggregate([5], { operation: 'count' }, 1), 1)
})

test('each operation', async () => {
  const rows = [
    { v: 2, at: { x: 'b' } },
    { v: 6, at: { x: 'a' } },
  ]
  const by = (operation: string, key = 'v') => aggregate(rows, { operation, key })
  assert.deepEqual(
    [await by('sum'), await by('avg'), await by('min'), await by('max'), await by('first'), await by('last')],
    [8, 4, 2, 6, 2, 6],
  )
  assert.equal(await by('min', 'at.x'), 'a')
  assert.deepEqual(Object.keys((await by('group_by', 'at.x')) as JsonObject), ['b', 'a'])
  assert.equal(await aggregate(['a', 'b'], { operation: 'concat', separator: '-' }), 'a-b')
  assert.deepEqual(await aggregate([[1], 2, [3]], { operation: 'concat' }), [1, 2, 3])
  assert.deepEqual(await aggregate([{ a: 1 }, { a: 2, b: 3 }], { operation: 'merge_objects' }), {
    a: 2,
    b: 3,
  })
})

test('an empty list has a value of its own', async () => {
  assert.deepEqual(
    await Promise.all(
      ['sum', 'avg', 'min', 'count', 'first', 'concat'].map((operation) => aggregate([], { operation })),
    ),
    [0, null, null, 0, null, []],
  )
})

test('an item that does not fit is named', async () => {
  await assert.rejects(aggregate([1, 'x'], { operation: 'sum' }), /Item 1 of "inputs" needs to be a number/)
  await assert.rejects(aggregate([1, 'x'], { operation: 'max' }), /Item 1/)
  await assert.rejects(aggregate([1], { operation: 'merge_objects' }), /an object/)
  await assert.rejects(aggregate([1], { operation: 'group_by' }), /needs a key/)
})
