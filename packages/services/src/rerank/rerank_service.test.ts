import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { ChatRequest } from '@llamanexus/node-sdk'
import { startLlmServer } from '@llamanexus/testing/llm-server'
import { createHttpService } from '../http/index.ts'
import { createLlmService } from '../llm/index.ts'
import { createRerankService } from './rerank_service.ts'

interface Asked {
  path: string
  headers: Record<string, unknown>
  body: { documents?: string[]; texts?: string[]; model?: string; top_n?: number }
}
const asked: Asked[] = []
/** The next answers; by default marks by the length of the texts, in the form that the path stands for. */
const script: { status: number; body: unknown; headers?: Record<string, string> }[] = []
const server = createServer(async (request, response) => {
  let text = ''
  for await (const piece of request) text += String(piece)
  const body: Asked['body'] = JSON.parse(text)
  const path = request.url ?? ''
  asked.push({ path, headers: request.headers, body })
  const next = script.shift() ?? { status: 200, body: answerOf(path, body) }
  response.writeHead(next.status, { 'content-type': 'application/json', ...next.headers })
  response.end(typeof next.body === 'string' ? next.body : JSON.stringify(next.body))
})

/** As the documentation of each has it: Cohere v2, Jina v1 (with the texts), llama.cpp (logits), TEI (a bare list). */
function answerOf(path: string, { documents = [], texts = documents }: Asked['body']): unknown {
  const ranked = texts
    .map((text, index) => ({ index, mark: text.length / 100, text }))
    .toSorted((a, b) => b.mark - a.mark)
  if (path.startsWith('/tei')) return ranked.map(({ index, mark }) => ({ index, score: mark }))
  if (path.startsWith('/llama'))
    return {
      model: 'bge',
      object: 'list',
      usage: { prompt_tokens: 9, total_tokens: 9 },
      results: ranked.map(({ index, mark }) => ({ index, relevance_score: mark * 20 - 8 })),
    }
  const document = (text: string) => (path.startsWith('/jina') ? { document: { text } } : {})
  return {
    id: 'x',
    results: ranked.map(({ index, mark, text }) => ({ index, relevance_score: mark, ...document(text) })),
  }
}

const http = createHttpService({ policy: { allow_private: true } })
const chats: ChatRequest[] = []
let marks: unknown = []
let answers = 'openai/judge'
const rerank = createRerankService({
  http,
  credentials: {
    authorize: async ({ id }) => ({ headers: { authorization: `Bearer ${id}` }, query: {} }),
  },
  llm: {
    async chat(request) {
      chats.push(request)
      const usage = { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 }
      const object = { marks } as never
      return { text: '', model: answers, finish_reason: 'stop', usage, cost: 0.5, tool_calls: [], object }
    },
  },
})
let base = ''
before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(async () => {
  server.close()
  await http.close()
})

const texts = ['short', 'a much longer text', 'middle one']
const endpoint = (path: string, more = {}) =>
  rerank.rank({ by: 'endpoint', query: 'q', texts, url: base + path, ...more })
const order = (scores: readonly number[]) => [0, 1, 2].toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))

describe('an endpoint', () => {
  test('in the form of Cohere, Jina, llama.cpp and TEI', async () => {
    for (const [path, more] of [
      ['/cohere/v2/rerank', { model: 'rerank-v3.5', credential: 'key' }],
      ['/jina/v1/rerank', { model: 'jina-reranker-v2' }],
      ['/llama/v1', {}],
      ['/tei', { format: 'tei' }],
    ] as const) {
      const { scores } = await endpoint(path, more)
      assert.deepEqual(order(scores), [1, 2, 0], path)
      assert.ok(scores.every((score) => score >= 0 && score <= 1))
    }
    const [cohere, , llama, tei] = asked
    assert.deepEqual(cohere?.body, { query: 'q', documents: texts, top_n: 3, model: 'rerank-v3.5' })
    assert.equal(cohere?.headers['authorization'], 'Bearer key')
    assert.equal(llama?.path, '/llama/v1/rerank')
    assert.deepEqual(tei?.body.texts, texts)
  })

  test('keeps the query of its address, and is told when to ask again', async () => {
    await endpoint('/cohere/v2/rerank?deployment=a')
    assert.equal(asked.at(-1)?.path, '/cohere/v2/rerank?deployment=a')
    script.push({ status: 503, body: {}, headers: { 'retry-after': '7' } })
    await assert.rejects(endpoint('/cohere/v2/rerank'), { retryable: true, retry_after_ms: 7000 })
    script.push({ status: 429, body: {} })
    await assert.rejects(endpoint('/cohere/v2/rerank'), { code: 'rate_limited', hint: /retry policy/ })
    const nobody = rerank.rank({ by: 'endpoint', query: 'q', texts, url: 'http://127.0.0.1:1' })
    await assert.rejects(nobody, { code: 'connect_failed', field: 'url' })
  })

  test('that refuses, is busy or answers something else is said to do so', async () => {
    script.push({ status: 401, body: { message: 'invalid api token' } })
    await assert.rejects(endpoint('/cohere'), {
      code: 'sign_in_failed',
      field: 'credential',
      message: /invalid api token/,
    })
    script.push({ status: 429, body: { error: { message: 'slow down' } }, headers: { 'retry-after': '3' } })
    await assert.rejects(endpoint('/cohere'), { code: 'rate_limited', retryable: true, retry_after_ms: 3000 })
    script.push({ status: 404, body: 'no such page' })
    await assert.rejects(endpoint('/cohere'), { code: 'provider_error', field: 'url', retryable: false })
    script.push({ status: 200, body: '<html>' })
    await assert.rejects(endpoint('/cohere'), { code: 'answer_invalid', field: 'url' })
    script.push({ status: 200, body: { results: [{ index: 7, relevance_score: 1 }] } })
    await assert.rejects(endpoint('/cohere'), { code: 'answer_invalid', message: /text 7/ })
    await assert.rejects(rerank.rank({ by: 'endpoint', query: 'q', texts, url: 'cohere' }), {
      code: 'config_invalid',
    })
  })

  test('is not asked for nothing, and one that is cancelled ends', async () => {
    asked.length = 0
    assert.deepEqual((await endpoint('/cohere', { texts: [] })).scores, [])
    assert.equal(asked.length, 0)
    await assert.rejects(endpoint('/cohere', { signal: AbortSignal.abort() }), { code: 'aborted' })
  })
})

describe('a language model', () => {
  test('gives each text a mark', async () => {
    marks = [0, 10, 5]
    const { scores, usage, cost, model } = await rerank.rank({
      by: 'llm',
      query: 'q',
      texts,
      model: 'openai/judge',
    })
    assert.deepEqual(
      { scores, usage, cost, model },
      {
        scores: [0, 1, 0.5],
        usage: { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 },
        cost: 0.5,
        model: 'openai/judge',
      },
    )
    assert.match(String(chats.at(-1)?.messages.at(-1)?.content), /<text number="2">\na much longer text/)
  })

  test('that loses count, or cannot judge, is said to', async () => {
    marks = [1]
    await assert.rejects(rerank.rank({ by: 'llm', query: 'q', texts }), { code: 'answer_invalid' })
    answers = 'builtin'
    await assert.rejects(rerank.rank({ by: 'llm', query: 'q', texts }), {
      code: 'model_unfit',
      retryable: false,
    })
  })
})

describe('words', () => {
  const rank = async (query: string, given: string[], prior?: number[]) =>
    (await rerank.rank({ by: 'lexical', query, texts: given, prior })).scores

  test('that are rare and stand together count', async () => {
    const [both = 0, apart = 0, none = 1] = await rank('opening hours', [
      'The opening hours are on the door.',
      'Opening a shop takes many things, and above all it takes hours.',
      'Nothing of the kind.',
    ])
    assert.ok(both > apart && apart > none && none === 0)
  })

  test('are counted in long texts while others have their turn', async () => {
    const long = 'Tea is picked in the hills, and the leaves rest before water is poured on them. '.repeat(
      150,
    )
    const texts = Array.from({ length: 1000 }, (_, at) => `${long} ${at}`)
    const state = { turns: 0, done: false }
    const ranking = rerank
      .rank({
        by: 'lexical',
        query: 'tea leaves and water of the hills',
        texts: [...texts, long.repeat(100)],
      })
      .finally(() => (state.done = true))
    while (!state.done) {
      await new Promise((resolve) => void setImmediate(resolve))
      state.turns += 1
    }
    assert.equal((await ranking).scores.length, 1001)
    assert.ok(state.turns >= 10, `${state.turns} turns`)
  })

  test('leave texts that say the same in the order of the search', async () => {
    const [first = 0, second = 0] = await rank('tea', ['tea', 'tea'], [0.2, 0.4])
    assert.ok(second > first && second <= 1)
    assert.deepEqual(await rank('the', ['x'], [0]), [0])
    assert.deepEqual(await rank('', ['x']), [0])
  })
})

describe('a language model', () => {
  test('is asked over its wire, in portions, and has to give each text its mark', async (t) => {
    const llm = await startLlmServer(['judge'])
    t.after(() => llm.close())
    const providers = [{ name: 'house', base_url: llm.url, api_key: 'sk-house' }]
    const service = createLlmService({ http, providers, local_servers: [] })
    t.after(() => service.close())
    const credentials = { authorize: async () => ({ headers: {}, query: {} }) }
    const judged = createRerankService({ http, llm: service, credentials })
    const ask = (count: number) =>
      judged.rank({
        by: 'llm',
        model: 'house/judge',
        query: 'q',
        texts: Array.from({ length: count }, String),
      })
    const marked = (...given: number[]) => llm.script({ text: JSON.stringify({ marks: given }) })
    marked(...Array.from({ length: 20 }, () => 5))
    marked(10, 0)
    const { scores, model } = await ask(22)
    assert.deepEqual([scores[0], scores.slice(20), model], [0.5, [1, 0], 'judge'])
    assert.equal(llm.requests.length, 2)
    marked(3)
    await assert.rejects(ask(2), { code: 'answer_invalid', field: 'model' })
  })
})
