import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ChatRequest } from '@llamanexus/node-sdk'
import { type LlmReply, type LlmServer, startLlmServer } from '@llamanexus/testing/llm-server'
import { createHttpService } from '../http/index.ts'
import { createLlmService } from './index.ts'
import type { ProviderKind } from './provider_config.ts'

const KEY = 'sk-very-secret'
const http = createHttpService()
after(() => http.close())

const PATHS: Record<ProviderKind, string> = {
  openai_compatible: '/v1/chat/completions',
  openai: '/v1/chat/completions',
  anthropic: '/v1/messages',
}

for (const kind of ['openai_compatible', 'openai', 'anthropic'] as const)
  describe(`a provider of kind ${kind}`, () => {
    let server: LlmServer
    let service: ReturnType<typeof createLlmService>
    before(async () => {
      server = await startLlmServer(['claude-sonnet-4-5'], { key: KEY })
      service = createLlmService({
        http,
        providers: [
          { name: 'house', kind, base_url: server.url, api_key: KEY, headers: { 'x-team': 'seven' } },
        ],
        local_servers: [],
      })
    })
    after(async () => {
      await service.close()
      await server.close()
    })
    const chat = (request: Partial<ChatRequest>, ...replies: LlmReply[]) => {
      server.script(...replies)
      const messages = [{ role: 'user' as const, content: 'Hi' }]
      return service.chat({ model: 'house/claude-sonnet-4-5', messages, ...request })
    }
    const lastBody = () => server.requests.at(-1)?.body ?? {}

    test('streams text, and says what it took', async () => {
      const pieces: string[] = []
      const messages: ChatRequest['messages'] = [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ]
      const answer = await chat(
        { messages, max_tokens: 50, onText: (text) => pieces.push(text) },
        { text: ['Hel', 'lo'], cached_tokens: 3, cache_write_tokens: 2 },
      )
      assert.deepEqual(pieces, ['Hel', 'lo'])
      assert.equal(answer.text, 'Hello')
      assert.equal(answer.finish_reason, 'stop')
      assert.equal(answer.provider, 'house')
      assert.deepEqual(answer.usage, {
        prompt_tokens: 7,
        completion_tokens: 5,
        total_tokens: 12,
        cached_tokens: 3,
        cache_write_tokens: 2,
      })
      assert.equal(server.requests.at(-1)?.path, PATHS[kind])
      assert.equal(server.requests.at(-1)?.headers['x-team'], 'seven')
      const limit = kind === 'openai' ? 'max_completion_tokens' : 'max_tokens'
      assert.equal(lastBody()[limit], 50)
    })

    test('tools go out in its form, and calls come back in ours', async () => {
      const parameters = { type: 'object', properties: { city: { type: 'string' } } }
      const tools = [{ type: 'function', function: { name: 'weather', description: 'Now', parameters } }]
      const calls = [
        { id: 'c1', name: 'weather', arguments: '{"city":"Lima"}' },
        { id: 'c2', name: 'weather', arguments: '{"city":"Bern"}' },
      ]
      const first = await chat({ tools, tool_choice: 'required' }, { tool_calls: calls })
      assert.equal(first.finish_reason, 'tool_calls')
      assert.deepEqual(first.tool_calls, [
        { id: 'c1', name: 'weather', arguments: { city: 'Lima' } },
        { id: 'c2', name: 'weather', arguments: { city: 'Bern' } },
      ])
      const wire = JSON.stringify(lastBody().tools)
      assert.ok(wire.includes(kind === 'anthropic' ? '"input_schema"' : '"parameters"'), wire)
      const messages: ChatRequest['messages'] = [
        { role: 'user', content: 'Weather?' },
        {
          role: 'assistant',
          content: '',
          tool_calls: calls.map(({ id, ...called }) => ({ id, type: 'function', function: called })),
        },
        { role: 'tool', content: 'sunny', tool_call_id: 'c1' },
        { role: 'tool', content: 'rain', tool_call_id: 'c2' },
      ]
      assert.equal((await chat({ messages, tools }, { text: 'Mixed.' })).text, 'Mixed.')
      const sent = JSON.stringify(lastBody().messages)
      for (const part of ['c1', 'c2', 'sunny', 'rain', 'Lima', 'Bern']) assert.ok(sent.includes(part), sent)
      if (kind === 'anthropic') assert.match(sent, /"type":"tool_result".*"type":"tool_result"/)
      else assert.match(sent, /"role":"tool".*"role":"tool"/)
    })

    test('what is to be kept is marked where that is how it is asked for', async () => {
      const tool = (name: string) => ({ type: 'function', function: { name } })
      const tools = [tool('one'), tool('two')]
      const call = (id: string) => ({ id, type: 'function', function: { name: 'one', arguments: '{}' } })
      const messages: ChatRequest['messages'] = [
        { role: 'system', content: 'First.' },
        { role: 'system', content: 'Last.' },
        { role: 'user', content: 'Task' },
        { role: 'assistant', content: '', tool_calls: [call('c1'), call('c2')] },
        { role: 'tool', content: 'r1', tool_call_id: 'c1' },
        { role: 'tool', content: 'r2', tool_call_id: 'c2' },
      ]
      const notices: string[] = []
      /** What stands where a mark is. */
      const marked = async (prompt_cache?: 'system' | 'conversation') => {
        await chat({ messages, tools, prompt_cache, onNotice: (text) => notices.push(text) })
        const found: unknown[] = []
        JSON.stringify(lastBody(), (_, value: Record<string, unknown> | null) => {
          if (value?.['cache_control']) found.push(value['name'] ?? value['text'] ?? value['content'])
          return value
        })
        return found.toSorted()
      }
      const isAsked = kind === 'anthropic'
      assert.deepEqual(await marked(), [])
      assert.deepEqual(await marked('system'), isAsked ? ['Last.', 'two'] : [])
      assert.deepEqual(await marked('conversation'), isAsked ? ['Last.', 'Task', 'r2', 'two'] : [])
      assert.deepEqual(notices, [])
    })

    test('pictures in tool results are seen, and belong to their calls', async () => {
      const image_url = { url: 'data:image/png;base64,AAAA' }
      const call = (id: string) => ({ id, type: 'function', function: { name: 'shot', arguments: '{}' } })
      const messages: ChatRequest['messages'] = [
        { role: 'user', content: 'Look' },
        { role: 'assistant', content: '', tool_calls: [call('c1'), call('c2')] },
        {
          role: 'tool',
          content: [
            { type: 'text', text: 'page' },
            { type: 'image_url', image_url },
          ],
          tool_call_id: 'c1',
        },
        { role: 'tool', content: 'done', tool_call_id: 'c2' },
      ]
      await chat({ messages }, { text: 'A page' })
      const sent = lastBody().messages as { role: string; content: unknown }[]
      if (kind === 'anthropic') {
        assert.deepEqual(sent[2]?.content, [
          {
            type: 'tool_result',
            tool_use_id: 'c1',
            content: [
              { type: 'text', text: 'page' },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
            ],
          },
          { type: 'tool_result', tool_use_id: 'c2', content: 'done' },
        ])
        return
      }
      assert.deepEqual(sent.slice(2), [
        { role: 'tool', tool_call_id: 'c1', content: 'page' },
        { role: 'tool', tool_call_id: 'c2', content: 'done' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'From the result of the call c1 of shot:' },
            { type: 'image_url', image_url },
          ],
        },
      ])
    })

    test('images go out as data and as an address', async () => {
      const image = (url: string) => ({ type: 'image_url', image_url: { url } })
      const content = [
        { type: 'text', text: 'What?' },
        image('https://example.com/a.png'),
        image('data:image/png;base64,AAAA'),
      ]
      assert.equal((await chat({ messages: [{ role: 'user', content }] }, { text: 'A cat' })).text, 'A cat')
      const sent = JSON.stringify(lastBody().messages)
      if (kind === 'anthropic') {
        assert.ok(sent.includes('"source":{"type":"url","url":"https://example.com/a.png"}'), sent)
        assert.ok(sent.includes('"source":{"type":"base64","media_type":"image/png","data":"AAAA"}'), sent)
      } else {
        assert.ok(sent.includes('"url":"https://example.com/a.png"'), sent)
        assert.ok(sent.includes('"url":"data:image/png;base64,AAAA"'), sent)
      }
    })

    const response_schema = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] }

    test('an answer by schema is data, mended once where it does not fit', async () => {
      assert.deepEqual((await chat({ response_schema }, { text: '{"n":1}' })).object, { n: 1 })
      const mended = await chat({ response_schema }, { text: '{"n":"one"}' }, { text: '{"n":2}' })
      assert.deepEqual(mended.object, { n: 2 })
      assert.equal(mended.usage.total_tokens, 24)
      assert.match(JSON.stringify(lastBody().messages), /does not fit the schema/)
      await assert.rejects(chat({ response_schema }, { text: 'no' }, { text: 'nor this' }), {
        code: 'answer_invalid',
      })
    })

    test('each refusal says what it means', async () => {
      await assert.rejects(chat({}, { status: 401 }), {
        code: 'provider_error',
        retryable: false,
        hint: /key/,
      })
      await assert.rejects(chat({}, { status: 429, headers: { 'retry-after': '2' } }), {
        code: 'rate_limited',
        retryable: true,
        retry_after_ms: 2000,
      })
      await assert.rejects(chat({}, { status: 529, headers: { 'retry-after': '7' } }), {
        code: 'provider_error',
        retryable: true,
        retry_after_ms: 7000,
        hint: /overloaded/,
      })
      const missing = { error: { type: 'not_found_error', message: 'model: claude-none does not exist' } }
      await assert.rejects(chat({}, { status: 404, body: missing }), {
        code: 'model_unknown',
        field: 'model',
      })
      await assert.rejects(chat({}, { status: 307, headers: { location: 'https://elsewhere.example/v1' } }), {
        code: 'provider_error',
        hint: /a key is not sent on/,
      })
    })

    test('an error in the middle of a stream is told, and a cut one is no short answer', async () => {
      await assert.rejects(
        chat({}, { error_after: ['Hal'], type: 'overloaded_error', message: 'Overloaded' }),
        { code: 'provider_error', retryable: true, message: /Overloaded/ },
      )
      await assert.rejects(chat({}, { cut_after: ['Hal'] }), {
        code: 'provider_error',
        retryable: true,
        message: /cut/,
      })
    })

    test('an abort closes the connection, which the server sees', async () => {
      const abort = new AbortController()
      const drop = server.nextDrop()
      const waiting = chat({ signal: abort.signal, onText: () => abort.abort() }, { hang_after: ['Hal'] })
      await assert.rejects(waiting, { code: 'aborted' })
      await drop
    })

    test('silence runs into the time to the first piece, and a text that stops into the whole', async () => {
      const drop = server.nextDrop()
      await assert.rejects(chat({ first_byte_ms: 100, timeout_ms: 60_000 }, { hang_after: [] }), {
        code: 'timeout',
        message: /begin/,
      })
      await drop
      await assert.rejects(chat({ timeout_ms: 150 }, { hang_after: ['Hal'] }), {
        code: 'timeout',
        message: /finish/,
      })
    })

    test('an answer without an end is ended', async () => {
      const small = createLlmService({
        http,
        providers: [{ name: 'house', kind, base_url: server.url, api_key: KEY }],
        local_servers: [],
        max_answer_bytes: 200_000,
      })
      const drop = server.nextDrop()
      server.script({ endless: 'and so on '.repeat(50) })
      const messages = [{ role: 'user' as const, content: 'Hi' }]
      await assert.rejects(small.chat({ model: 'house/m', messages }), { code: 'response_too_large' })
      await drop
      await small.close()
    })

    test('a key that is wrong is refused, and appears nowhere', async () => {
      const wrong = createLlmService({
        http,
        providers: [{ name: 'house', kind, base_url: server.url, api_key: 'sk-wrong' }],
        local_servers: [],
      })
      const messages = [{ role: 'user' as const, content: 'Hi' }]
      const error: unknown = await wrong
        .chat({ model: 'house/m', messages })
        .catch((reason: unknown) => reason)
      assert.equal((error as { code: string }).code, 'provider_error')
      const shown = [(error as Error).message, (error as Error).stack, JSON.stringify(error)].join('\n')
      assert.ok(!shown.includes('sk-wrong'), shown)
      await wrong.close()
    })

    test('what the model costs follows from its kind', async () => {
      const { cost } = await chat({}, { text: 'x' })
      if (kind === 'anthropic') assert.equal(cost, (7 * 3 + 5 * 15) / 1e6)
      else assert.equal(cost, null)
    })

    test('a text completion goes as a chat where there is no other way', async () => {
      server.script({ text: ['on ', 'and on'] })
      const answer = await service.complete({ model: 'house/claude-sonnet-4-5', prompt: 'So ' })
      assert.equal(answer.text, 'on and on')
      assert.equal(server.requests.at(-1)?.path, kind === 'anthropic' ? '/v1/messages' : '/v1/completions')
    })
  })
