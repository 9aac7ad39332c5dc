import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type LlmServer, scriptedVector, startLlmServer } from '@llamanexus/testing/llm-server'
import { createHttpService } from '../http/index.ts'
import { createLlmService } from './index.ts'

let server: LlmServer
let service: ReturnType<typeof createLlmService>
const http = createHttpService()

before(async () => {
  server = await startLlmServer(['embedder'])
  service = createLlmService({
    http,
    providers: [{ name: 'house', base_url: server.url, api_key: 'sk-house' }],
    local_servers: [],
  })
})
after(async () => {
  await Promise.all([service.close(), http.close()])
  await server.close()
})

const model = 'house/embedder'

test('vectors come in the order of the texts, of length 1, with what they cost in tokens', async () => {
  const texts = ['bee', 'aardvark']
  const { vectors, dimensions, usage, ...rest } = await service.embed({ model, texts })
  assert.equal(rest.model, 'embedder')
  assert.equal(dimensions, 3)
  assert.deepEqual(usage, { prompt_tokens: 4, completion_tokens: 0, total_tokens: 4 })
  for (const [index, text] of texts.entries()) {
    const raw = scriptedVector(text)
    const length = Math.hypot(...raw)
    assert.deepEqual(
      vectors[index]?.map((part) => part.toFixed(9)),
      raw.map((part) => (part / length).toFixed(9)),
    )
  }
  assert.equal(server.requests.at(-1)?.authorization, 'Bearer sk-house')
})

test('many texts go in batches, and none needs no request', async () => {
  const before = server.requests.length
  const texts = Array.from({ length: 600 }, (_, index) => `text ${index}`)
  const { vectors } = await service.embed({ model, texts })
  assert.equal(vectors.length, 600)
  assert.deepEqual(
    server.requests.slice(before).map(({ body }) => (body.input as string[]).length),
    [256, 256, 88],
  )
  const asked = server.requests.length
  assert.deepEqual((await service.embed({ model, texts: [] })).vectors, [])
  assert.equal(server.requests.length, asked)
})

test('a refusal says what it means, and an abort reaches the server', async () => {
  server.script({ status: 429, headers: { 'retry-after': '3' } })
  await assert.rejects(service.embed({ model, texts: ['a'] }), {
    code: 'rate_limited',
    retry_after_ms: 3000,
  })
  server.script({ status: 200, body: { data: [{ index: 0, embedding: [1] }] } })
  await assert.rejects(service.embed({ model, texts: ['a', 'b'] }), { message: /1 embeddings for 2 texts/ })
  server.script({ status: 200, body: { error: 'it has no embeddings' } })
  await assert.rejects(service.embed({ model, texts: ['a'] }), { message: /it has no embeddings/ })
  const abort = new AbortController()
  server.script({ hang_after: [] })
  const waiting = service.embed({ model, texts: ['a'], signal: abort.signal })
  await server.received(server.requests.length + 1)
  abort.abort()
  await assert.rejects(waiting, { code: 'aborted' })
  await server.dropped
})
