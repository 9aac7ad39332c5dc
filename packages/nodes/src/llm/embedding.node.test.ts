import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()
const dot = (a: number[], b: number[]) => a.reduce((sum, part, index) => sum + part * (b[index] ?? 0), 0)

test('one text gives one vector, many give theirs in order', async () => {
  const one = await world.run('embedding', { inputs: { text: 'The sky is blue.' } })
  const vector = one.outputs['embedding'] as number[]
  assert.equal(vector.length, one.outputs['dimensions'])
  assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-6)
  const many = await world.run('embedding', {
    inputs: { texts: ['Cooking rice takes water.', { text: 'The blue sky.', id: 'c1' }] },
  })
  const [far = [], near = []] = many.outputs['embeddings'] as number[][]
  assert.ok(dot(vector, near) > dot(vector, far))
})

test('a model of a provider is asked, with the credential that names its host', async () => {
  const host = new URL(world.models().url).host
  const credential = await world.addCredential({
    type: 'bearer',
    values: { token: 'sk-embed-1' },
    hosts: [host],
  })
  const config = { model: 'embedder', base_url: world.models().url, credential }
  const { outputs } = await world.run('embedding', { inputs: { texts: ['a', 'b', 'c'] }, config })
  assert.equal((outputs['embeddings'] as unknown[]).length, 3)
  assert.deepEqual([outputs['model'], outputs['cost']], ['embedder', null])
  assert.equal(world.models().requests.at(-1)?.authorization, 'Bearer sk-embed-1')
})

test('nothing to embed is an error, an empty list is not', async () => {
  await assert.rejects(world.run('embedding'), { code: 'input_invalid', field: 'text' })
  await assert.rejects(world.run('embedding', { inputs: { text: ' ' } }), {
    code: 'input_invalid',
    field: 'text',
  })
  await assert.rejects(world.run('embedding', { inputs: { texts: ['a', 3] } }), {
    code: 'input_invalid',
    field: 'texts',
    message: /item 2/,
  })
  assert.deepEqual((await world.run('embedding', { inputs: { texts: [] } })).outputs['embeddings'], [])
})
