import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ChatRequest, NodeError } from '@llamanexus/node-sdk'
import { type LlmReply, type LlmServer, startLlmServer } from '@llamanexus/testing/llm-server'
import { createHttpService } from '../http/index.ts'
import { createLlmService } from './index.ts'

const http = createHttpService()
let server: LlmServer
let service: ReturnType<typeof createLlmService>
before(async () => {
  server = await startLlmServer(['m'])
  service = createLlmService({
    http,
    providers: [{ name: 'lab', base_url: server.url }],
    local_servers: [],
  })
})
after(async () => {
  await service.close()
  await http.close()
  await server.close()
})

const messages = [{ role: 'user' as const, content: 'Hi' }]
const chat = (reply: LlmReply, more: Partial<ChatRequest> = {}) => {
  server.script(reply)
  return service.chat({ model: 'lab/m', messages, ...more })
}
const failure = (reply: LlmReply) =>
  chat(reply).then(
    () => assert.fail('It should not be an answer'),
    (error: NodeError) => error,
  )
const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`
const chunk = (delta: object, finish_reason: string | null = null) =>
  event({ choices: [{ index: 0, delta, finish_reason }] })
const END = `${chunk({}, 'stop')}data: [DONE]\n\n`
const call = (args: unknown) => ({
  tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'f', arguments: args } }],
})
const whole = (body: unknown): LlmReply => ({
  raw: [typeof body === 'string' ? body : JSON.stringify(body)],
  content_type: 'application/json',
})

describe('an answer that takes the protocol lightly', () => {
  test('comes in one piece although a stream was asked for', async () => {
    const pieces: string[] = []
    const answer = await chat(
      whole({
        choices: [{ message: { role: 'assistant', content: 'All at once' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
      }),
      { onText: (text) => pieces.push(text) },
    )
    assert.deepEqual([answer.text, answer.usage.total_tokens, pieces], ['All at once', 5, ['All at once']])
    const { tool_calls, finish_reason } = await chat(
      whole({
        choices: [
          {
            message: {
              content: null,
              tool_calls: [{ id: 'c1', function: { name: 'f', arguments: '{"a":1}' } }],
            },
          },
        ],
      }),
    )
    assert.deepEqual(tool_calls, [{ id: 'c1', name: 'f', arguments: { a: 1 } }])
    assert.equal(finish_reason, 'tool_calls')
  })

  test('is marked as the end without a reason for it', async () => {
    const answer = await chat({ raw: [chunk({ content: 'Hi' }), 'data: [DONE]\n\n'] })
    assert.deepEqual([answer.text, answer.finish_reason], ['Hi', 'stop'])
  })

  test('comes in bytes that are cut anywhere, with line ends of either kind and comments', async () => {
    const text = 'Grüße 👩‍👧 日本'
    const bytes = Buffer.from(`: ping\r\n\r\n${chunk({ content: text }).replaceAll('\n', '\r\n')}${END}`)
    const raw = Array.from({ length: Math.ceil(bytes.length / 3) }, (_, at) =>
      bytes.subarray(3 * at, 3 * at + 3),
    )
    assert.equal((await chat({ raw })).text, text)
  })

  test('thinks before it speaks: what it thinks is not what it says', async () => {
    for (const field of ['reasoning', 'reasoning_content'])
      assert.equal(
        (await chat({ raw: [chunk({ [field]: 'Hm' }), chunk({ content: 'Hi' }), END] })).text,
        'Hi',
      )
  })

  test('counts no tokens, or none at all: they are estimated', async () => {
    const nothing = event({ choices: [], usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } })
    for (const raw of [
      [chunk({ content: 'Hello there' }), END],
      [chunk({ content: 'Hello there' }), nothing, END],
    ])
      assert.ok((await chat({ raw })).usage.completion_tokens > 0)
  })

  test('calls a tool with an object, and says it has stopped', async () => {
    const answer = await chat({ raw: [chunk(call({ a: 1 })), END] })
    assert.deepEqual(answer.tool_calls, [{ id: 'c1', name: 'f', arguments: { a: 1 } }])
    assert.equal(answer.finish_reason, 'tool_calls')
  })

  test('calls a tool with what is no object: the call says so', async () => {
    for (const args of ['{"a": ', '[1]', '5']) {
      const [made] = (await chat({ raw: [chunk(call(args)), END] })).tool_calls
      assert.deepEqual([made?.name, made?.arguments], ['f', {}])
      assert.ok(made?.fault?.includes(args))
    }
  })

  test('says why it is short', async () => {
    const notices: string[] = []
    await chat(
      { raw: [chunk({ reasoning: 'Hm, let me see' }), chunk({}, 'length'), 'data: [DONE]\n\n'] },
      { onNotice: (message) => notices.push(message) },
    )
    assert.match(notices.join(), /cut.*tokens.*thought/i)
  })
})

describe('an answer that is none', () => {
  test('is a page of something else', async () => {
    for (const raw of ['<!doctype html><title>nginx</title>', '', 'ok', '{"hello": 1}']) {
      const error = await failure({ raw: [raw], content_type: 'text/html' })
      assert.deepEqual([error.code, error.retryable], ['provider_error', false])
      assert.match(error.hint ?? '', /base URL.*\/v1/)
    }
  })

  test('is an error all the same: it is told in the words of the server', async () => {
    const said = 'Unexpected endpoint or method. (POST /chat/completions)'
    for (const reply of [
      whole({ error: said }),
      whole({ error: { message: said } }),
      { raw: [chunk({ content: 'Hi' }), event({ error: said })] },
      { raw: [event({ error: { message: said } })] },
    ])
      assert.ok((await failure(reply)).message.includes(said))
  })

  test('is cut in the middle: that is no server that cannot be reached', async () => {
    for (const cut of [true, false]) {
      const error = await failure({ raw: [chunk({ content: 'Hal' })], cut })
      assert.deepEqual([error.code, error.retryable], ['provider_error', true])
      assert.match(error.message, /cut/)
    }
  })

  test('refuses in the form of each server, which says what to do', async () => {
    const openai = (message: string, more = {}) => ({
      error: { message, type: 'x', param: null, code: null, ...more },
    })
    const cases: [number, unknown, string, string | undefined, RegExp][] = [
      [
        400,
        openai("'temperature' is not supported", { param: 'temperature' }),
        'provider_error',
        'temperature',
        /./,
      ],
      [
        401,
        openai('Incorrect API key', { code: 'invalid_api_key' }),
        'provider_error',
        'model',
        /key.*lab.*Models/,
      ],
      [404, openai('`m9` does not exist', { code: 'model_not_found' }), 'model_unknown', 'model', /list/],
      [
        429,
        openai('You exceeded your quota', { code: 'insufficient_quota' }),
        'rate_limited',
        'model',
        /credit/,
      ],
      [404, { error: "model 'm9' not found" }, 'model_unknown', 'model', /list/],
      [404, '404 page not found', 'provider_error', 'model', /\/v1.*lab/],
      [
        400,
        { object: 'error', message: 'maximum context length is 4096 tokens' },
        'provider_error',
        undefined,
        /longer/,
      ],
      [
        422,
        { detail: [{ loc: ['body', 'messages'], msg: 'Field required' }] },
        'provider_error',
        undefined,
        /./,
      ],
      [
        400,
        { error: { code: 400, message: 'exceeds the available context size' } },
        'provider_error',
        undefined,
        /longer/,
      ],
      [503, { error: { code: 503, message: 'Loading model' } }, 'provider_error', undefined, /loaded/],
      [
        400,
        openai('Invalid model identifier "m9"', { code: 'model_not_found' }),
        'model_unknown',
        'model',
        /list/,
      ],
      [502, '<html><head><title>502 Bad Gateway</title></head></html>', 'provider_error', undefined, /again/],
    ]
    for (const [status, body, code, field, hint] of cases) {
      const error = await failure({ status, body })
      assert.deepEqual([error.code, error.field], [code, field], JSON.stringify(body))
      assert.match(error.hint ?? '', hint)
      assert.doesNotMatch(error.message, /<html>|Unprocessable/)
    }
  })

  test('names the field of the node where the node says which server and key', async () => {
    const open = createHttpService({ policy: { allow_private: true } })
    const own = createLlmService({ http: open, local_servers: [] })
    const place = { model: 'm', base_url: server.url, api_key: 'sk-1', messages }
    for (const [status, field] of [
      [401, 'api_key'],
      [403, 'api_key'],
      [404, 'base_url'],
      [301, 'base_url'],
    ] as const) {
      server.script({ status, body: 'no' })
      await assert.rejects(own.chat(place), { code: 'provider_error', field })
    }
    server.script({ status: 401, body: 'no' })
    await assert.rejects(own.chat({ ...place, api_key: undefined }), { field: 'credential' })
    await assert.rejects(own.chat({ ...place, base_url: 'http://127.0.0.1:9/v1' }), {
      code: 'provider_unreachable',
      field: 'base_url',
    })
    await own.close()
    await open.close()
  })
})

test('an answer as data is found behind what the model thinks aloud', async () => {
  const response_schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] }
  const text = '<think>\nHm {"a": 0}\n</think>\n\n```json\n{"a": 1}\n```'
  assert.deepEqual((await chat({ text }, { response_schema })).object, { a: 1 })
})

test('an answer as data that was cut or refused says so, and is not asked for again in vain', async () => {
  const response_schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] }
  const refused = chat({ raw: [chunk({ refusal: 'I cannot do that.' }), END] }, { response_schema })
  await assert.rejects(refused, { code: 'answer_refused', retryable: false, message: /I cannot do that/ })
  const before = server.requests.length
  const cut = chat({ text: '{"a": 1', finish_reason: 'length' }, { response_schema })
  await assert.rejects(cut, { code: 'answer_invalid', field: 'max_tokens' })
  assert.equal(server.requests.length, before + 1)
})
