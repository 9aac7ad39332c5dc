import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WorkflowFunction } from '@llamanexus/workflow'
import { placeFunctions } from './place_functions.ts'

const fn = (name: string, code = 'return 1'): WorkflowFunction => ({
  name,
  description: '',
  language: 'javascript',
  code,
  parameters: { type: 'object', properties: { a: {}, b: {} } },
})

const place = async (given: WorkflowFunction[], ...kept: WorkflowFunction[]) => {
  const byName = new Map(kept.map((each) => [each.name, each]))
  const { make, renamed } = await placeFunctions(given, { get: async (name) => byName.get(name) })
  return { make: make.map(({ name }) => name), renamed: Object.fromEntries(renamed) }
}

test('one that is not there is made, and one that is there just so is used', async () => {
  assert.deepEqual(await place([fn('slug'), fn('area')], fn('area')), { make: ['slug'], renamed: {} })
})

test('the order of fields and what is not given make no difference', async () => {
  const other = { ...fn('area'), version: 3, returns: undefined }
  other.parameters = { properties: { b: {}, a: {} }, type: 'object' }
  assert.deepEqual(await place([fn('area')], other), { make: [], renamed: {} })
})

test('one whose name another has takes the next free name, and the same one again no further one', async () => {
  const given = [fn('slug', 'return 2')]
  assert.deepEqual(await place(given, fn('slug')), { make: ['slug_2'], renamed: { slug: 'slug_2' } })
  const again = await place(given, fn('slug'), fn('slug_2', 'return 3'), fn('slug_3', 'return 2'))
  assert.deepEqual(again, { make: [], renamed: { slug: 'slug_3' } })
})

test('those that come together do not take one name, and no name grows too long', async () => {
  const both = await place([fn('slug', 'return 2'), fn('slug_2', 'return 3')], fn('slug'))
  assert.deepEqual(both, { make: ['slug_2', 'slug_2_2'], renamed: { slug: 'slug_2', slug_2: 'slug_2_2' } })
  const long = 'a'.repeat(64)
  assert.deepEqual((await place([fn(long, 'return 2')], fn(long))).make, [`${'a'.repeat(62)}_2`])
})
