import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from '@llamanexus/node-sdk'
import { checkChunks } from './check_request.ts'

test('many chunks are checked while others have their turn', async () => {
  // Each look at the clock finds it a millisecond later.
  const time = { now: 0 }
  const turns = createTurns({ clock: () => time.now++ })
  const chunks = Array.from({ length: 5000 }, (_, at) => ({ id: `${at}`, text: 'Tea', document_id: 'd' }))
  const state = { turns: 0, done: false }
  const checking = checkChunks(chunks, turns).finally(() => (state.done = true))
  while (!state.done) {
    await new Promise((resolve) => void setImmediate(resolve))
    state.turns += 1
  }
  await checking
  assert.ok(state.turns >= 100, `${state.turns} turns`)
  await assert.rejects(checkChunks([...chunks, { id: '', text: '', document_id: 'd' }], turns), {
    code: 'chunk_invalid',
    message: /Chunk 5001/,
  })
})
