import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ChatRequest } from '@llamanexus/node-sdk'
import { type LlmReply, type LlmServer, startLlmServer } from '@llamanexus/testing/llm-server'
import { createHttpService } from '../http/index.ts'
import { createLlmService } from './index.ts'

const http = createHttpService()
let server: LlmServer
let other: LlmServer
let service: ReturnType<typeof createLlmService>

before(async () => {
  server = await startLlmServer(['a', 'b'])
  other = await startLlmServer(['c'])
  const gone = await startLlmServer()
  await gone.close()
  service = createLlmService({
    http,
    providers: [
      { name: 'house', base_url: server.url, api_key: 'sk-house' },
      { name: 'away', kind: 'anthropic', base_url: other.url, api_key: 'sk-away' },
      { name: 'gone', base_url: gone.url },
    ],
    local_servers: [],
  })
})
after(async () => {
  await Promise.all([service.close(), http.close()])
  await Promise.all([server.close(), other.close()])
})

function chat(request: Partial<ChatRequest>, ...replies: LlmReply[]) {
  server.script(...replies)
  return service.chat({
    model: 'house/a',
    messages: [{ role: 'user', content: 'Sky? The sky is blue.' }],
    ...request,
  })
}

const models = (from: number) => server.requests.slice(from).map(({ body }) => body.model)

test('the next model is asked in order, and what failed is said', async () => {
  const before = server.requests.length
  const notices: string[] = []
  const answer = await chat(
    { fallback_models: ['house/b', 'away/c'], onNotice: (message) => notices.push(message) },
    { status: 429 },
    { status: 503 },
  )
  assert.deepEqual(models(before), ['a', 'b'])
  assert.deepEqual([answer.model, answer.provider, answer.text], ['c', 'away', 'Hello'])
  assert.deepEqual(
    answer.fallbacks?.map(({ model, code }) => [model, code]),
    [
      ['house/a', 'rate_limited'],
      ['house/b', 'provider_error'],
    ],
  )
  assert.match(notices.join('\n'), /house\/a .*rate_limited.* asking house\/b\n.*asking away\/c/)
  assert.equal(other.requests.at(-1)?.headers['x-api-key'], 'sk-away')
})

const HELPED: [what: string, request: Partial<ChatRequest>, replies: LlmReply[]][] = [
  ['a server that is down', { model: 'gone/x' }, []],
  [
    'a model that is not there',
    { model: 'house/none' },
    [{ status: 404, body: { error: { message: 'no such model' } } }],
  ],
  ['a silent server', { timeout_ms: 60 }, [{ hang_after: [] }]],
  ['a cut answer that was not shown', {}, [{ cut_after: ['Hal'] }]],
  ['an overloaded one', {}, [{ status: 529 }]],
]

for (const [what, request, replies] of HELPED)
  test(`${what} is stood in for by the builtin model`, async () => {
    const answer = await chat(
      { fallback_models: ['builtin'], ...request, ...(request.timeout_ms && { timeout_ms: 400 }) },
      ...replies,
    )
    assert.deepEqual([answer.model, answer.text], ['builtin', 'The sky is blue.'])
  })

test('a wrong key, a wrong request and an abort are not', async () => {
  const fallback_models = ['builtin']
  await assert.rejects(chat({ fallback_models }, { status: 401 }), { code: 'provider_error' })
  await assert.rejects(chat({ fallback_models }, { status: 400 }), { code: 'provider_error' })
  const abort = new AbortController()
  const before = server.requests.length
  const waiting = chat({ fallback_models, signal: abort.signal }, { hang_after: [] })
  await server.received(before + 1)
  abort.abort()
  await assert.rejects(waiting, { code: 'aborted' })
})

test('a text that was shown does not begin anew', async () => {
  const pieces: string[] = []
  const request = { fallback_models: ['builtin'], onText: (text: string) => pieces.push(text) }
  await assert.rejects(chat(request, { cut_after: ['Hal'] }), { retryable: true })
  assert.deepEqual(pieces, ['Hal'])
})

test('beside a base URL, a plain name is of the same server, and a provider has its own key', async () => {
  const open = createHttpService({ policy: { allow_private: true } })
  const own = createLlmService({
    http: open,
    providers: [{ name: 'away', base_url: other.url, api_key: 'sk-away' }],
    local_servers: [],
  })
  const before = server.requests.length
  server.script({ status: 429 }, { status: 429 })
  const answer = await own.chat({
    model: 'x',
    base_url: server.url,
    api_key: 'sk-mine',
    fallback_models: ['y', 'away/c'],
    messages: [{ role: 'user', content: 'Hi' }],
  })
  assert.deepEqual(
    server.requests.slice(before).map(({ body, authorization }) => [body.model, authorization]),
    [
      ['x', 'Bearer sk-mine'],
      ['y', 'Bearer sk-mine'],
    ],
  )
  assert.equal(answer.provider, 'away')
  assert.equal(other.requests.at(-1)?.authorization, 'Bearer sk-away')
  await Promise.all([own.close(), open.close()])
})

test('how long models take is remembered, failures apart', async () => {
  const stats = new Map(service.stats().map((each) => [each.model, each]))
  assert.ok((stats.get('away/c')?.calls ?? 0) > 0)
  assert.equal(typeof stats.get('away/c')?.latency_ms, 'number')
  assert.deepEqual([stats.get('gone/x')?.failures, stats.get('gone/x')?.latency_ms], [1, null])
})
