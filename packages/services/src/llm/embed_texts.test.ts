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

test('a server that takes fewer texts at once is asked for fewer', async () => {
  for (const [status, message] of [
    [422, 'batch size 256 > maximum allowed batch size 100'],
    [400, 'invalid request: total number of texts must be at most 96 - received 256'],
    [413, 'Payload Too Large'],
  ] as const) {
    const before = server.requests.length
    server.script({ status, body: { error: { message } } })
    const { vectors } = await service.embed({ model, texts: numbered(300) })
    assert.equal(vectors.length, 300)
    assert.deepEqual(sizesFrom(before), [256, 128, 128, 44], message)
  }
  const before = server.requests.length
  server.script({ status: 400, body: { error: { message: 'This is not a model for embeddings' } } })
  await assert.rejects(service.embed({ model, texts: numbered(300) }), { code: 'provider_error' })
  assert.equal(server.requests.length, before + 1, 'what fewer texts do not mend is not asked again')
})

test('what is done is not lost when the provider wants a pause', async () => {
  const before = server.requests.length
  const first = { data: numbered(256).map((text, index) => ({ index, embedding: scriptedVector(text) })) }
  server.script({ status: 200, body: first }, { status: 429, headers: { 'retry-after-ms': '5' } })
  const { vectors } = await service.embed({ model, texts: numbered(300) })
  assert.equal(vectors.length, 300)
  assert.deepEqual(sizesFrom(before), [256, 44, 44])
  server.script({ status: 200, body: first }, { status: 429, headers: { 'retry-after': '3600' } })
  await assert.rejects(service.embed({ model, texts: numbered(300) }), { code: 'rate_limited' })
})

test('vectors in base64 and in any order are read, and those that fit no text are refused', async () => {
  const base64 = (...parts: number[]) => Buffer.from(new Float32Array(parts).buffer).toString('base64')
  const answer = (...data: { index?: number; embedding: unknown }[]) => {
    server.script({ status: 200, body: { data } })
    return service.embed({ model, texts: ['a', 'b'] })
  }
  const { vectors } = await answer(
    { index: 1, embedding: base64(0, 2) },
    { index: 0, embedding: base64(3, 0) },
  )
  assert.deepEqual(vectors, [
    [1, 0],
    [0, 1],
  ])
  const good = { index: 0, embedding: [1] }
  for (const other of [
    { index: 0, embedding: [1] },
    { index: 7, embedding: [1] },
    { index: 1, embedding: [] },
  ])
    await assert.rejects(answer(good, other), { code: 'provider_error', field: 'model' })
  await assert.rejects(answer(good, { index: 1, embedding: 'abc' }), { message: /no list of numbers/ })
  await assert.rejects(answer(good, { index: 1, embedding: [1, 2] }), { message: /different lengths/ })
})

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `text ${index}`)
const sizesFrom = (start: number) =>
  server.requests.slice(start).map(({ body }) => (body.input as string[]).length)
