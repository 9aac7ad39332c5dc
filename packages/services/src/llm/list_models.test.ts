import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startLlmServer } from '@llamanexus/testing/llm-server'
import { listModels } from './list_models.ts'

test('a price is what the provider tells, its cache included', async () => {
  const pricing = { prompt: '0.000003', completion: '0.000015' }
  const cache = { input_cache_read: '0.0000003', input_cache_write: '0.00000375' }
  const server = await startLlmServer([
    { id: 'plain', pricing },
    { id: 'cached', pricing: { ...pricing, ...cache } },
    { id: 'unknown', pricing: { prompt: '-1', completion: '-1' } },
  ])
  try {
    const endpoint = {
      name: 'router',
      kind: 'openai_compatible' as const,
      base_url: server.url,
      headers: {},
      fetch,
    }
    const models = await listModels(endpoint, AbortSignal.timeout(10_000))
    assert.deepEqual(
      models.map(({ price }) => price),
      [{ input: 3, output: 15 }, { input: 3, output: 15, cached_input: 0.3, cache_write: 3.75 }, undefined],
    )
  } finally {
    await server.close()
  }
})
