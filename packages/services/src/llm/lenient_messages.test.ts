import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ChatRequest } from '@llamanexus/node-sdk'
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
    providers: [{ name: 'claude', kind: 'anthropic', base_url: server.url }],
    local_servers: [],
  })
})
after(async () => {
  await service.close()
  await server.close()
  await http.close()
})

const event = (type: string, data: object = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`
const opened = (index: number, content_block: object): string =>
  event('content_block_start', { index, content_block })
const delta = (index: number, value: object): string => event('content_block_delta', { index, delta: value })
const closed = (index: number): string => event('content_block_stop', { index })
const said = (index: number, text: string): string =>
  opened(index, { type: 'text', text: '' }) + delta(index, { type: 'text_delta', text }) + closed(index)

const START = event('message_start', {
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 10, output_tokens: 1 },
  },
})
const reason = (stop_reason: string): string =>
  event('message_delta', { delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 5 } })
const ended = (stop_reason = 'end_turn'): string => reason(stop_reason) + event('message_stop')

const messages: ChatRequest['messages'] = [{ role: 'user', content: 'Hi' }]
const notices: string[] = []
const chat = (reply: LlmReply | string, request: Partial<ChatRequest> = {}) => {
  server.script(typeof reply === 'string' ? { raw: [reply] } : reply)
  notices.length = 0
  return service.chat({
    model: 'claude/claude-sonnet-4-5',
    messages,
    onNotice: (message) => void notices.push(message),
    ...request,
  })
}
const lastBody = () => server.requests.at(-1)?.body ?? {}
const weather = [
  { type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: {} } } },
]
const call = (index: number, ...pieces: string[]): string =>
  opened(index, { type: 'tool_use', id: `t${index}`, name: 'weather', input: {} }) +
  pieces.map((partial_json) => delta(index, { type: 'input_json_delta', partial_json })).join('') +
  closed(index)

test('blocks that are told by turns, pings between them and a letter cut in two are put together', async () => {
  const answer = await chat(
    START +
      event('ping') +
      opened(0, { type: 'text', text: '' }) +
      opened(1, { type: 'tool_use', id: 't1', name: 'weather', input: {} }) +
      delta(0, { type: 'text_delta', text: 'Look' }) +
      delta(1, { type: 'input_json_delta', partial_json: '{"city":"Li\\u00' }) +
      event('ping') +
      delta(0, { type: 'text_delta', text: 'ing' }) +
      delta(1, { type: 'input_json_delta', partial_json: 'e8ge"}' }) +
      closed(0) +
      closed(1) +
      ended('tool_use'),
    { tools: weather },
  )
  assert.equal(answer.text, 'Looking')
  assert.deepEqual(answer.tool_calls, [{ id: 't1', name: 'weather', arguments: { city: 'Liège' } }])
})

test('a call without arguments has none, and one that was cut says what there was', async () => {
  for (const pieces of [[], ['']]) {
    const { tool_calls } = await chat(START + call(0, ...pieces) + ended('tool_use'), { tools: weather })
    assert.deepEqual(tool_calls, [{ id: 't0', name: 'weather', arguments: {} }])
  }
  const cut = await chat(START + call(0, '{"city":"Li') + ended('max_tokens'), { tools: weather })
  assert.equal(cut.finish_reason, 'length')
  assert.match(cut.tool_calls[0]?.fault ?? '', /no JSON object: \{"city":"Li/)
})

test('events, blocks and pieces of kinds that came later are passed over', async () => {
  const { text, tool_calls } = await chat(
    START +
      event('weather_report', { sun: true }) +
      opened(0, { type: 'server_tool_use', id: 's', name: 'web_search', input: {} }) +
      delta(0, { type: 'input_json_delta', partial_json: '{}' }) +
      closed(0) +
      opened(1, { type: 'hologram', depth: 3 }) +
      closed(1) +
      opened(2, { type: 'text', text: '' }) +
      delta(2, { type: 'smell_delta', smell: 'tea' }) +
      delta(2, { type: 'text_delta', text: 'Hello' }) +
      closed(2) +
      ended(),
  )
  assert.deepEqual([text, tool_calls], ['Hello', []])
})

test('each reason for an end is told, and those that are none to be content with are logged', async () => {
  const reasons = {
    end_turn: 'stop',
    stop_sequence: 'stop',
    max_tokens: 'length',
    model_context_window_exceeded: 'length',
    refusal: 'content_filter',
    pause_turn: 'pause_turn',
  }
  for (const [told, ours] of Object.entries(reasons)) {
    assert.equal((await chat(START + said(0, 'So') + ended(told))).finish_reason, ours)
    assert.equal(notices.length, ours === 'stop' ? 0 : 1, told)
  }
})

test('a stream that has told its reason is complete, and one without is cut', async () => {
  const answer = await chat(START + said(0, 'Hello') + reason('end_turn'))
  assert.deepEqual([answer.text, answer.usage.total_tokens], ['Hello', 15])
  await assert.rejects(chat(START + said(0, 'Hel')), { code: 'provider_error', message: /cut/ })
})

test('a whole answer is taken where a stream was asked for', async () => {
  const whole = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content: [
      { type: 'thinking', thinking: 'Hm', signature: 'sig' },
      { type: 'text', text: 'Looking' },
      { type: 'tool_use', id: 't1', name: 'weather', input: { city: 'Bern' } },
    ],
    stop_reason: 'tool_use',
    stop_sequence: null,
    usage: { input_tokens: 3, output_tokens: 4 },
  }
  const answer = await chat(
    { raw: [JSON.stringify(whole)], content_type: 'application/json' },
    { tools: weather },
  )
  assert.deepEqual(
    [answer.text, answer.finish_reason, answer.usage.total_tokens],
    ['Looking', 'tool_calls', 7],
  )
  assert.deepEqual(answer.tool_calls, [{ id: 't1', name: 'weather', arguments: { city: 'Bern' } }])
  assert.deepEqual(answer.thinking, [{ type: 'thinking', thinking: 'Hm', signature: 'sig' }])
})

test('what is no answer under a status of success says what it is', async () => {
  const overloaded = JSON.stringify({
    type: 'error',
    error: { type: 'overloaded_error', message: 'Overloaded' },
  })
  await assert.rejects(chat({ raw: [overloaded], content_type: 'application/json' }), {
    code: 'provider_error',
    retryable: true,
    message: /529: Overloaded/,
  })
  await assert.rejects(chat({ raw: ['<title>Sign in</title>'], content_type: 'text/html' }), {
    code: 'provider_error',
    retryable: false,
    message: /Sign in/,
  })
})

test('thoughts that are signed go back with the call that they led to', async () => {
  const thinking: JsonValue[] = [
    { type: 'thinking', thinking: 'The city is', signature: 'c2lnbmVk' },
    { type: 'redacted_thinking', data: 'c2VjcmV0' },
  ]
  const first = await chat(
    START +
      opened(0, { type: 'thinking', thinking: '', signature: '' }) +
      delta(0, { type: 'thinking_delta', thinking: 'The city' }) +
      delta(0, { type: 'thinking_delta', thinking: ' is' }) +
      delta(0, { type: 'signature_delta', signature: 'c2lnbmVk' }) +
      closed(0) +
      opened(1, { type: 'redacted_thinking', data: 'c2VjcmV0' }) +
      closed(1) +
      call(2, '{}') +
      ended('tool_use'),
    { tools: weather },
  )
  assert.equal(first.text, '')
  assert.deepEqual(first.thinking, thinking)
  const tool_calls = [{ id: 't2', type: 'function', function: { name: 'weather', arguments: '{}' } }]
  await chat(START + said(0, 'Sunny') + ended(), {
    tools: weather,
    messages: [
      ...messages,
      { role: 'assistant', content: '', tool_calls, thinking },
      { role: 'tool', content: 'sunny', tool_call_id: 't2' },
    ],
  })
  const sent = (lastBody().messages as { content: { type: string }[] }[])[1]?.content
  assert.deepEqual(sent?.slice(0, 2), thinking)
  assert.equal(sent?.[2]?.type, 'tool_use')
})

test('what the system says goes first wherever it stands, and tools as they are declared', async () => {
  await chat(START + said(0, 'Hi') + ended(), {
    tools: weather,
    messages: [...messages, { role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Hi again' }],
  })
  const { system, messages: sent, tools } = lastBody()
  assert.deepEqual(system, [{ type: 'text', text: 'Be brief.' }])
  assert.ok(!JSON.stringify(sent).includes('"system"'))
  assert.deepEqual(Object.keys((tools as object[])[0] ?? {}), ['name', 'input_schema'])
})

test('a refused request names the field of the node that it is about', async () => {
  const refused = (message: string) => ({
    status: 400,
    body: { type: 'error', error: { type: 'invalid_request_error', message } },
  })
  for (const [message, field] of [
    ['max_tokens: 999999 > 64000, which is the most', 'max_tokens'],
    ['`temperature` may not be set for this model.', 'temperature'],
    ['tools.0.custom.input_schema: JSON schema is invalid', 'tools'],
    ["output_config.format.schema: 'additionalProperties' has to be false", 'response_schema'],
    ['messages.0.content.1.image.source.base64: invalid base64 data', 'images'],
    ['messages: at least one message is required', undefined],
  ] as const)
    await assert.rejects(chat(refused(message)), { code: 'provider_error', retryable: false, field })
  const large = {
    type: 'error',
    error: { type: 'request_too_large', message: 'Request exceeds the maximum size' },
  }
  await assert.rejects(chat({ status: 413, body: large }), { retryable: false, hint: /shorten it/ })
})
