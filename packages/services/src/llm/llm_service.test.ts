import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import type { ChatRequest } from '@llamanexus/node-sdk'
import { type LlmReply, type LlmServer, startLlmServer } from '@llamanexus/testing/llm-server'
import { createHttpService } from '../http/index.ts'
import { createLlmService } from './index.ts'

const KEY = 'sk-very-secret'
let server: LlmServer
let service: ReturnType<typeof createLlmService>
const http = createHttpService()

before(async () => {
  server = await startLlmServer(['small', 'meta/large'])
  service = createLlmService({
    http,
    providers: [{ name: 'house', base_url: server.url, api_key: KEY }],
    local_servers: [],
  })
})
after(async () => {
  await Promise.all([service.close(), http.close()])
  await server.close()
})

let asked = 0
beforeEach(() => {
  asked = server.requests.length
})
const sent = () => server.requests.slice(asked)

function chat(request: Partial<ChatRequest>, ...replies: LlmReply[]) {
  server.script(...replies)
  return service.chat({ model: 'house/small', messages: [{ role: 'user', content: 'Hi' }], ...request })
}

test('streams what comes and answers it whole, with usage', async () => {
  const pieces: string[] = []
  const answer = await chat({ onText: (text) => pieces.push(text) }, { text: ['Hel', 'lo ', 'you'] })
  assert.deepEqual(pieces, ['Hel', 'lo ', 'you'])
  assert.equal(answer.text, 'Hello you')
  assert.equal(answer.model, 'small')
  assert.equal(answer.finish_reason, 'stop')
  assert.deepEqual(answer.usage, { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 })
  assert.equal(sent()[0]?.authorization, `Bearer ${KEY}`)
})

test('settings reach the wire', async () => {
  await chat({ temperature: 0.5, max_tokens: 9, top_p: 0.9, stop: ['END'], seed: 4 }, { text: 'x' })
  const { temperature, max_tokens, top_p, stop, seed } = sent()[0]?.body ?? {}
  assert.deepEqual([temperature, max_tokens, top_p, stop, seed], [0.5, 9, 0.9, ['END'], 4])
})

test('usage is estimated where a server reports none', async () => {
  const { usage } = await chat({}, { text: 'some words', usage: false })
  assert.equal(usage.completion_tokens, 2)
})

const tools = [
  {
    type: 'function',
    function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
  },
]

test('tools go out, calls come back, and their results go out again', async () => {
  const call = { id: 'c1', name: 'weather', arguments: '{"city":"Lima"}' }
  const first = await chat({ tools, tool_choice: 'auto' }, { tool_calls: [call] })
  assert.deepEqual(first.tool_calls, [{ id: 'c1', name: 'weather', arguments: { city: 'Lima' } }])
  assert.equal(first.finish_reason, 'tool_calls')
  const messages: ChatRequest['messages'] = [
    { role: 'user', content: 'Weather?' },
    {
      role: 'assistant',
      content: '',
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: call.arguments } }],
    },
    { role: 'tool', content: 'sunny', tool_call_id: 'c1' },
  ]
  await chat({ messages, tools }, { text: 'Sunny.' })
  const wire = sent()[1]?.body.messages as { role: string; tool_call_id?: string; content: string }[]
  assert.deepEqual([wire[2]?.role, wire[2]?.tool_call_id, wire[2]?.content], ['tool', 'c1', 'sunny'])
})

test('images go out as URL and as data', async () => {
  const image = (url: string) => ({ type: 'image_url', image_url: { url } })
  const content = [
    { type: 'text', text: 'What?' },
    image('https://example.com/a.png'),
    image('data:image/png;base64,AAAA'),
  ]
  await chat({ messages: [{ role: 'user', content }] }, { text: 'A cat' })
  const wire = sent()[0]?.body.messages as { content: { image_url?: { url: string } }[] }[]
  const urls = wire[0]?.content.map((part) => part.image_url?.url)
  assert.deepEqual(urls, [undefined, 'https://example.com/a.png', 'data:image/png;base64,AAAA'])
})

const response_schema = {
  type: 'object',
  properties: { n: { type: 'number' } },
  required: ['n'],
  additionalProperties: false,
}

test('an answer that fits its schema comes back as an object, out of a fence too', async () => {
  assert.deepEqual((await chat({ response_schema }, { text: '{"n":1}' })).object, { n: 1 })
  assert.deepEqual((await chat({ response_schema }, { text: '```json\n{"n":2}\n```' })).object, { n: 2 })
  const format = sent()[0]?.body.response_format as { type: string; json_schema: { schema: unknown } }
  assert.equal(format.type, 'json_schema')
  assert.deepEqual(format.json_schema.schema, response_schema)
})

test('an answer by schema is found among words, and is not asked for again', async () => {
  for (const text of [
    'Sure, here it is:\n```json\n{"n": 3}\n```\nAnything else?',
    'The result is {"n": 3}. Is that fine?',
    'Not {"m": 1} nor [2] but {"n": 3}: "}"',
    '<think>{"n": 1}?</think>\n{"n": 3}',
  ])
    assert.deepEqual((await chat({ response_schema }, { text })).object, { n: 3 }, text)
  assert.equal(sent().length, 4)
})

test('an empty answer is told', async () => {
  const notices: string[] = []
  const onNotice = (notice: string) => void notices.push(notice)
  await chat({ onNotice }, { text: '' })
  const thought = { choices: [{ delta: { reasoning_content: 'Hm' }, finish_reason: 'stop' }] }
  await chat({ onNotice }, { raw: [`data: ${JSON.stringify(thought)}\n\ndata: [DONE]\n\n`] })
  assert.deepEqual(notices, [
    'The model gave an empty answer',
    'The model gave an empty answer: all that it wrote was thought',
  ])
})

test('arguments that are written as the text of a text are read', async () => {
  const call = { id: 'c1', name: 'weather', arguments: JSON.stringify('{"city":"Lima"}') }
  const { tool_calls: calls } = await chat({ tools }, { tool_calls: [call] })
  assert.deepEqual(calls, [{ id: 'c1', name: 'weather', arguments: { city: 'Lima' } }])
})

test('one that does not fit is asked for once more, with what was wrong', async () => {
  const answer = await chat({ response_schema }, { text: '{"n":"one"}' }, { text: '{"n":1}' })
  assert.deepEqual(answer.object, { n: 1 })
  assert.equal(answer.usage.total_tokens, 24)
  const repair = sent()[1]?.body.messages as { content: string }[]
  assert.match(repair.at(-1)?.content ?? '', /\/n .*number/)
  await assert.rejects(chat({ response_schema }, { text: 'no' }, { text: 'still no' }), {
    code: 'answer_invalid',
  })
})

test('429 is rate_limited and says when to come back; nothing is retried in here', async () => {
  await assert.rejects(chat({}, { status: 429, headers: { 'retry-after': '2' } }), {
    code: 'rate_limited',
    retry_after_ms: 2000,
    retryable: true,
  })
  assert.equal(sent().length, 1)
})

test('a failing server may be tried again, a refused key may not', async () => {
  await assert.rejects(chat({}, { status: 503 }), { code: 'provider_error', retryable: true })
  await assert.rejects(chat({}, { status: 401 }), { code: 'provider_error', retryable: false, hint: /key/ })
})

test('a cut stream is an error, not a short answer', async () => {
  await assert.rejects(chat({}, { cut_after: ['Hal'] }), (error: { code: string }) =>
    ['provider_error', 'provider_unreachable'].includes(error.code),
  )
})

test('an abort closes the connection', async () => {
  const abort = new AbortController()
  const waiting = chat({ signal: abort.signal, onText: () => abort.abort() }, { hang_after: ['Hal'] })
  await assert.rejects(waiting, { code: 'aborted' })
  await server.dropped
})

test('a server that falls silent runs into the timeout', async () => {
  await assert.rejects(chat({ timeout_ms: 100 }, { hang_after: ['Hal'] }), { code: 'timeout' })
})

test('the key appears in no error', async () => {
  for (const reply of [{ status: 401 }, { status: 500 }, { cut_after: ['x'] }] as const) {
    const error: unknown = await chat({ base_url: server.url, api_key: KEY }, reply).catch(
      (reason: unknown) => reason,
    )
    const shown = [(error as Error).message, (error as Error).stack, JSON.stringify(error)].join('\n')
    assert.ok(!shown.includes(KEY), shown)
  }
})

test('the key of a provider does not travel to another address', async () => {
  const stranger = await startLlmServer()
  const open = createHttpService({ policy: { allow_private: true } })
  const own = createLlmService({
    http: open,
    providers: [{ name: 'house', base_url: server.url, api_key: KEY }],
    local_servers: [],
  })
  await own.chat({ model: 'm', base_url: stranger.url, messages: [{ role: 'user', content: 'Hi' }] })
  assert.equal(stranger.requests[0]?.authorization, undefined)
  await Promise.all([own.close(), open.close()])
  await stranger.close()
})

test('the format that a request names is spoken to a server of either kind', async () => {
  server.script({ text: 'yes' })
  const { text } = await service.chat({
    model: 'm',
    base_url: server.url,
    format: 'anthropic',
    messages: [{ role: 'user', content: 'Hi' }],
  })
  assert.deepEqual([text, server.requests.at(-1)?.path], ['yes', '/v1/messages'])
})

test('a base URL of a workflow is guarded; the one of a provider is not', async () => {
  const stranger = await startLlmServer()
  await assert.rejects(chat({ base_url: stranger.url }), { code: 'address_refused' })
  await stranger.close()
  assert.equal((await chat({ base_url: server.url, model: 'm' }, { text: 'yes' })).text, 'yes')
})

test('models are listed, and found by name, slashes and all', async () => {
  const ids = (await service.models()).map(({ id }) => id)
  assert.deepEqual(ids, ['builtin', 'house/small', 'house/meta/large'])
  await chat({ model: 'house/meta/large' }, { text: 'x' })
  await chat({ model: 'meta/large' }, { text: 'x' })
  assert.deepEqual(
    sent().map(({ body }) => body.model),
    ['meta/large', 'meta/large'],
  )
})

test('a server on this machine is found, one that is not there is not', async () => {
  const gone = await startLlmServer()
  await gone.close()
  const own = createLlmService({
    http,
    local_servers: [
      { name: 'here', base_url: server.url },
      { name: 'gone', base_url: gone.url },
    ],
  })
  assert.deepEqual(
    (await own.models()).map(({ id }) => id),
    ['builtin', 'here/small', 'here/meta/large'],
  )
  server.script({ text: 'found' })
  assert.equal(
    (await own.chat({ model: 'small', messages: [{ role: 'user', content: 'Hi' }] })).text,
    'found',
  )
  await assert.rejects(own.chat({ model: 'gone/x', messages: [] }), { code: 'provider_unreachable' })
  await assert.rejects(own.chat({ model: 'nowhere', messages: [] }), { code: 'model_unknown' })
  await own.close()
})

test('a server that was found answers to its name alone, with the first of its models that talks', async () => {
  const ollama = await startLlmServer(['nomic-embed-text:latest', 'llama3.2:latest'])
  const gone = await startLlmServer()
  await gone.close()
  const own = createLlmService({
    http,
    local_servers: [
      { name: 'ollama', base_url: ollama.url },
      { name: 'gone', base_url: gone.url },
    ],
  })
  const modelOf = async (model: string) =>
    (await own.chat({ model, messages: [{ role: 'user', content: 'Hi' }] })).model
  assert.equal(await modelOf('ollama'), 'llama3.2:latest')
  assert.equal(await modelOf('llama3.2'), 'llama3.2', 'a tag need not be named')
  await assert.rejects(modelOf('gone'), { code: 'provider_unreachable' })
  await own.close()
  await ollama.close()
})

test('without a model the builtin one answers', async () => {
  const own = createLlmService({ http, local_servers: [] })
  const answer = await own.chat({
    messages: [{ role: 'user', content: 'The sky is blue. What colour is the sky?' }],
  })
  assert.deepEqual([answer.model, answer.text], ['builtin', 'The sky is blue.'])
  await own.close()
})
