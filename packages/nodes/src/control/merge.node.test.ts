import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '@llamanexus/workflow'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()

async function merge(
  mode: string,
  branches: [source: string, value: JsonValue][],
): Promise<JsonValue | undefined> {
  const inputs = { inputs: branches.map(([, value]) => value) }
  const sources = {
    inputs: branches.map(([source]) => {
      const [node = '', port = ''] = source.split('.')
      return { node, port }
    }),
  }
  return (await world.run('merge', { inputs, sources, config: { mode } })).outputs['output']
}

test('append keeps the order of the connections', async () => {
  assert.deepEqual(
    await merge('append', [
      ['a.x', 1],
      ['b.x', [2]],
    ]),
    [1, [2]],
  )
})

test('combine goes by source, and by port where one node gives two', async () => {
  assert.deepEqual(
    await merge('combine', [
      ['a.x', 1],
      ['b.x', 2],
      ['b.y', 3],
    ]),
    { a: 1, 'b.x': 2, 'b.y': 3 },
  )
})

test('coalesce and race give the one value', async () => {
  assert.equal(
    await merge('coalesce', [
      ['a.x', 1],
      ['b.x', 2],
    ]),
    1,
  )
  assert.equal(await merge('race', [['b.x', 2]]), 2)
})

test('zip makes rows and fills what is missing with null', async () => {
  assert.deepEqual(
    await merge('zip', [
      ['a.x', [1, 2]],
      ['b.x', ['p']],
    ]),
    [
      [1, 'p'],
      [2, null],
    ],
  )
  await assert.rejects(merge('zip', [['a.x', 1]]), /Value 0 of "inputs"/)
})
