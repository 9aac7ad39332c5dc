import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type ChatRequest, NodeError, type Spent } from '@llamanexus/node-sdk'
import { type LlmReply, type LlmServer, startLlmServer } from '@llamanexus/testing/llm-server'
import type { JsonValue } from '@llamanexus/workflow'
import { createHttpService } from '../http/index.ts'
import { createLlmService } from './index.ts'

const http = createHttpService()
let server: LlmServer
let service: ReturnType<typeof createLlmService>

before(async () => {
  server = await startLlmServer(['claude-sonnet-4-5'])
  service = createLlmService({
    http,
    providers: [
      { name: 'claude', kind: 'anthropic', base_url: server.url },
      { name: 'other', kind: 'openai_compatible', base_url: server.url },
    ],
    local_servers: [],
  })
})
after(async () => {
  await service.close()
  await server.close()
  await http.close()
})

const messages: ChatRequest['messages'] = [{ role: 'user', content: 'Hi' }]
const response_schema = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] }

/** What the failed call says that it took. */
async function spentBy(request: Partial<ChatRequest>, ...replies: LlmReply[]): Promise<Spent | undefined> {
  server.script(...replies)
  const error: unknown = await service
    .chat({ model: 'claude/claude-sonnet-4-5', messages, ...request })
    .catch((reason: unknown) => reason)
  assert.ok(error instanceof NodeError, 'it fails')
  return error.spent
}

const event = (type: string, data: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`
const started = event('message_start', {
  message: {
    id: 'm',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: {
      input_tokens: 20,
      cache_read_input_tokens: 80,
      cache_creation_input_tokens: 0,
      output_tokens: 1,
    },
  },
})

test('an answer that did not fit twice took both rounds', async () => {
  const spent = await spentBy({ response_schema }, { text: 'no' }, { text: 'nor this' })
  assert.deepEqual(spent, {
    usage: { prompt_tokens: 14, completion_tokens: 10, total_tokens: 24 },
    cost: (14 * 3 + 10 * 15) / 1e6,
  })
})

test('a stream that is cut took what it had told, with what came from the cache at its price', async () => {
  const spent = await spentBy({}, { raw: [started], cut: true })
  assert.deepEqual(spent, {
    usage: { prompt_tokens: 100, completion_tokens: 1, total_tokens: 101, cached_tokens: 80 },
    cost: (20 * 3 + 80 * 0.3 + 1 * 15) / 1e6,
  })
})

test('a count at the end that leaves out the cache does not make the prompt shorter', async () => {
  const told = event('message_delta', { delta: {}, usage: { input_tokens: 20, output_tokens: 9 } })
  const spent = await spentBy({}, { raw: [started, told], cut: true })
  assert.deepEqual(spent?.usage, {
    prompt_tokens: 100,
    completion_tokens: 9,
    total_tokens: 109,
    cached_tokens: 80,
  })
})

test('what DeepSeek read from its cache counts, in a chat and in a completion', async () => {
  const usage = { prompt_tokens: 50, completion_tokens: 2, total_tokens: 52, prompt_cache_hit_tokens: 40 }
  const line = (choice: object) => `data: ${JSON.stringify({ choices: [choice], usage })}\n\n`
  server.script(
    { raw: [line({ delta: { content: 'Hi' }, finish_reason: 'stop' }), 'data: [DONE]\n\n'] },
    { raw: [line({ text: 'Hi', finish_reason: 'stop' }), 'data: [DONE]\n\n'] },
  )
  const counted = { prompt_tokens: 50, completion_tokens: 2, total_tokens: 52, cached_tokens: 40 }
  assert.deepEqual((await service.chat({ model: 'other/m', messages })).usage, counted)
  assert.deepEqual((await service.complete({ model: 'other/m', prompt: 'Hi' })).usage, counted)
})

test('a stream that is cut before it told its tokens is estimated by what was said', async () => {
  const spent = await spentBy({ model: 'other/m' }, { cut_after: ['A rather long beginning of an answer'] })
  assert.ok(spent && spent.usage.prompt_tokens > 0 && spent.usage.completion_tokens > 3)
  assert.equal(spent.cost, null)
})

test('tools, calls and thoughts are estimated too', async () => {
  const part = (delta: object) => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`
  const taken = async (delta: object, more: Partial<ChatRequest> = {}) => {
    const spent = await spentBy({ model: 'other/m', ...more }, { raw: [part(delta)], cut: true })
    return spent?.usage
  }
  assert.equal((await taken({ reasoning_content: 'One two three' }))?.completion_tokens, 3)
  const called = { index: 0, id: 'c1', function: { name: 'find', arguments: '{"city":"Lima' } }
  const usage = await taken({ tool_calls: [called] })
  assert.ok(usage && usage.completion_tokens >= 5, `${usage?.completion_tokens} tokens`)
  const tools = [{ type: 'function', function: { name: 'find', description: 'Finds a city' } }]
  const withTools = await taken({ content: 'Hi' }, { tools })
  assert.ok(
    withTools && withTools.prompt_tokens > usage.prompt_tokens + 10,
    `${withTools?.prompt_tokens} tokens`,
  )
})

test('a picture is estimated by what it is, not by its letters', async () => {
  const url = `data:image/png;base64,${'A'.repeat(400_000)}`
  const content: JsonValue[] = [
    { type: 'text', text: 'What is it?' },
    { type: 'image_url', image_url: { url } },
  ]
  const seen = { model: 'other/m', messages: [{ role: 'user' as const, content }] }
  const spent = await spentBy(seen, { cut_after: ['A rather'] })
  assert.equal(spent?.usage.prompt_tokens, 1504)
})

test('a model that is too slow to finish took what it had said by then', async () => {
  const spent = await spentBy({ timeout_ms: 200 }, { hang_after: ['Hal'] })
  assert.equal(spent?.usage.prompt_tokens, 7)
})

test('a refusal took nothing', async () => {
  assert.equal(await spentBy({}, { status: 429 }), undefined)
  assert.equal(await spentBy({ model: 'nobody/nothing' }, { status: 404 }), undefined)
})

test('what was asked in vain counts with the answer of the fallback', async () => {
  server.script({ raw: [started], cut: true }, { text: 'Hello' })
  const { usage, cost, fallbacks } = await service.chat({
    model: 'claude/claude-sonnet-4-5',
    messages,
    fallback_models: ['claude/claude-sonnet-4-5'],
  })
  assert.equal(fallbacks?.length, 1)
  assert.equal(usage.total_tokens, 101 + 12)
  assert.equal(cost, (20 * 3 + 80 * 0.3 + 15 + 7 * 3 + 5 * 15) / 1e6)
})

test('a text completion that is cut took what it had said', async () => {
  server.script({ cut_after: ['So it goes on'] })
  await assert.rejects(service.complete({ model: 'other/m', prompt: 'So' }), (error: NodeError) => {
    assert.ok((error.spent?.usage.completion_tokens ?? 0) > 0)
    return true
  })
})

test('what was embedded before a batch failed was taken', async () => {
  // The first batch is answered; what is scripted once it has come in is for the next.
  void server.received(server.requests.length + 1).then(() => server.script({ status: 401 }))
  const texts = Array.from({ length: 300 }, () => 'tea')
  await assert.rejects(service.embed({ model: 'other/m', texts }), (error: NodeError) => {
    assert.equal(error.code, 'provider_error')
    const { prompt_tokens = 0, completion_tokens } = error.spent?.usage ?? {}
    assert.ok(prompt_tokens > 0 && prompt_tokens < 600, `${prompt_tokens} tokens`)
    assert.equal(completion_tokens, 0)
    return true
  })
})
