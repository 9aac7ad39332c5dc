import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { nodeRegistry } from '../registry.gen.ts'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()
const write = (inputs: { path: string; content: string }, config = {}) =>
  world.run('file_write', { inputs, config })
const read = (path: string) => readFileSync(join(world.workspace(), path), 'utf8')

test('a file is replaced, added to, or refused where it is there', async () => {
  const { outputs } = await write({ path: 'a/b.txt', content: 'one' })
  assert.deepEqual(outputs, { written: true, path: 'a/b.txt', bytes: 3 })
  await write({ path: 'a/b.txt', content: 'two' })
  await write({ path: 'a/b.txt', content: '!' }, { mode: 'append' })
  assert.equal(read('a/b.txt'), 'two!')
  await assert.rejects(write({ path: 'a/b.txt', content: '' }, { mode: 'create' }), { code: 'file_exists' })
})

test('bytes come as base64, with or without the head of a data address', async () => {
  await write({ path: 'x', content: 'R3LDvMOfZQ==' }, { encoding: 'base64' })
  assert.equal(read('x'), 'Grüße')
  await write({ path: 'x', content: 'data:text/plain;base64,R3LDvMOfZQ' }, { encoding: 'base64' })
  assert.equal(read('x'), 'Grüße')
  for (const content of ['not base64', 'Zm9v!', 'Zm9vY'])
    await assert.rejects(write({ path: 'y', content }, { encoding: 'base64' }), {
      code: 'input_invalid',
      field: 'content',
    })
})

test('only a replacement may be done twice', () => {
  const effect = (mode: string) => nodeRegistry.get('file_write')?.effectOf({ config: { mode }, inputs: {} })
  assert.deepEqual(['overwrite', 'append', 'create'].map(effect), ['idempotent', 'unsafe', 'unsafe'])
})
