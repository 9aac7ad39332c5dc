import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DocumentChunk } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { nodeRegistry } from '../registry.gen.ts'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()
const chunk = async (documents: JsonValue[], strategy = 'recursive', config = {}) =>
  (await world.run('chunker', { inputs: { documents, strategy }, config })).outputs[
    'chunks'
  ] as unknown as DocumentChunk[]

test('chunks say where they are from, to the place in the text', async () => {
  const document = { id: 'd1', text: '  One two.\n\nThree four.', metadata: { source: 'a.pdf', page: 3 } }
  assert.deepEqual(await chunk([document], 'sentence', { chunk_size: 12, overlap: 0 }), [
    {
      id: 'd1:0',
      text: 'One two.',
      document_id: 'd1',
      index: 0,
      start: 2,
      end: 10,
      metadata: document.metadata,
    },
    {
      id: 'd1:1',
      text: 'Three four.',
      document_id: 'd1',
      index: 1,
      start: 12,
      end: 23,
      metadata: document.metadata,
    },
  ])
})

test('plain texts and the documents of others are taken, anything else is named', async () => {
  const chunks = await chunk(['a', { page_content: 'b', metadata: { source: 'x' } }, ''])
  assert.deepEqual(
    chunks.map(({ text, metadata }) => [text, metadata.source]),
    [
      ['a', 'text'],
      ['b', 'x'],
    ],
  )
  assert.equal((await chunk(['a']))[0]?.id, chunks[0]?.id)
  await assert.rejects(chunk(['a', { title: 'no text' }]), { code: 'input_invalid', field: 'documents' })
  await assert.rejects(chunk(['a'], 'magic'), { code: 'input_invalid', field: 'strategy' })
  await assert.rejects(chunk(['a'], 'fixed', { chunk_size: 20, overlap: 20 }), {
    code: 'config_invalid',
    field: 'overlap',
  })
})

test('a model can tell where the text turns', async () => {
  const texts = [
    'Tea leaves and tea water.',
    'Tea leaves in tea pots.',
    'Ships in harbours.',
    'Harbours of ships.',
  ]
  const chunks = await chunk([texts.join(' ')], 'semantic', {
    model: 'lexical',
    min_size: 0,
    overlap: 0,
    break_share: 0.5,
  })
  assert.deepEqual(
    chunks.map(({ text }) => text),
    [texts.slice(0, 2).join(' '), texts.slice(2).join(' ')],
  )
  const type = nodeRegistry.get('chunker')
  assert.equal(type?.effectOf({ config: {}, inputs: {} }), 'pure')
  assert.equal(type?.effectOf({ config: { model: 'lexical' }, inputs: {} }), 'idempotent')
})

test('many short documents let others have their turn, and are no event each', async () => {
  const documents = Array.from({ length: 60_000 }, (_, at) => `Tea number ${at} has leaves of its own.`)
  const state = { turns: 0, done: false }
  const inputs = { documents, strategy: 'recursive' }
  const work = world.run('chunker', { inputs, config: {} }).finally(() => (state.done = true))
  while (!state.done) {
    await new Promise((resolve) => void setImmediate(resolve))
    state.turns += 1
  }
  const { outputs, progress } = await work
  assert.equal(outputs['count'], documents.length)
  assert.ok(state.turns >= 4, `${state.turns} turns`)
  assert.ok(progress.length < 1000, `${progress.length} events`)
  assert.equal(progress.at(-1)?.done, 1)
})
