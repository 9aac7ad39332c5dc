import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EmbedRequest } from '@llamanexus/node-sdk'
import { createEmbeddingService } from './embedding_service.ts'

const usage = { prompt_tokens: 2, completion_tokens: 0, total_tokens: 2 }
const asked: EmbedRequest[] = []
const embeddings = createEmbeddingService({
  llm: {
    embed: async (request) => {
      asked.push(request)
      return { vectors: [[1, 0]], model: 'embed-1', dimensions: 2, usage }
    },
  },
})

test('embeds words in process, one vector a text, in their order', async () => {
  const { vectors, ...rest } = await embeddings.embed({ texts: ['red apples', 'blue sky', 'red apples'] })
  assert.deepEqual(rest, {
    model: 'lexical',
    dimensions: 384,
    usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
    cost: 0,
  })
  assert.equal(vectors.length, 3)
  assert.deepEqual(vectors[0], vectors[2])
  assert.notDeepEqual(vectors[0], vectors[1])
  assert.equal(asked.length, 0)
})

test('asks the provider for any other model, and a server that is named for `lexical` too', async () => {
  await embeddings.embed({ texts: ['a'], model: 'local/embed-1' })
  await embeddings.embed({ texts: ['a'], model: 'lexical', base_url: 'http://127.0.0.1:1/v1' })
  assert.deepEqual(
    asked.map(({ model }) => model),
    ['local/embed-1', 'lexical'],
  )
})

test('other work gets its turn while many texts are embedded', async () => {
  let turns = 0
  const count = setInterval(() => {
    turns += 1
  }, 0)
  await embeddings.embed({ texts: Array.from({ length: 40 }, (_, n) => `text ${n} `.repeat(1000)) })
  clearInterval(count)
  assert.ok(turns > 0)
})

test('is cancelled between two texts', async () => {
  const signal = AbortSignal.abort()
  await assert.rejects(embeddings.embed({ texts: ['a'], signal }), { code: 'aborted' })
})

test('refuses a text of which one vector says nothing', async () => {
  const texts = ['short', 'long '.repeat(50_000)]
  await assert.rejects(embeddings.embed({ texts }), {
    code: 'text_too_long',
    field: 'text',
    retryable: false,
  })
})
