import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type LlmServer, startLlmServer } from '@llamanexus/testing/llm-server'
import { createHttpService } from '../http/index.ts'
import { createLlmService } from './index.ts'

const http = createHttpService()
let server: LlmServer
let chatOnly: LlmServer
let service: ReturnType<typeof createLlmService>

before(async () => {
  server = await startLlmServer(['raw'])
  chatOnly = await startLlmServer(['talker'], { chat_only: true })
  service = createLlmService({
    http,
    providers: [
      { name: 'raw', base_url: server.url },
      { name: 'talk', base_url: chatOnly.url },
    ],
    local_servers: [],
  })
})
after(async () => {
  await Promise.all([service.close(), http.close()])
  await Promise.all([server.close(), chatOnly.close()])
})

test('the prompt goes out as it is, and the rest of the text streams in', async () => {
  server.script({ text: ['upon', ' a', ' time'], finish_reason: 'length' })
  const pieces: string[] = []
  const answer = await service.complete({
    model: 'raw/raw',
    prompt: 'Once ',
    stop: ['.'],
    max_tokens: 3,
    onText: (text) => pieces.push(text),
  })
  assert.deepEqual(pieces, ['upon', ' a', ' time'])
  assert.deepEqual([answer.text, answer.finish_reason], ['upon a time', 'length'])
  assert.equal(answer.usage.total_tokens, 12)
  const { prompt, stop, max_tokens, messages } = server.requests.at(-1)?.body ?? {}
  assert.deepEqual([prompt, stop, max_tokens, messages], ['Once ', ['.'], 3, undefined])
})

test('a server without completions is asked as a chat, and that is said', async () => {
  const notices: string[] = []
  chatOnly.script({ text: 'upon a time' })
  const answer = await service.complete({
    model: 'talk/talker',
    prompt: 'Once',
    onNotice: (message) => notices.push(message),
  })
  assert.equal(answer.text, 'upon a time')
  assert.match(notices.join(), /as a chat/)
})

test('cut, refused and aborted texts are told apart', async () => {
  const complete = (signal?: AbortSignal) =>
    service.complete({ model: 'raw/raw', prompt: 'Once', signal, onText: () => undefined })
  server.script({ cut_after: ['up'] })
  await assert.rejects(complete(), { code: 'provider_error', retryable: true })
  server.script({ status: 429, headers: { 'retry-after': '1' } })
  await assert.rejects(complete(), { code: 'rate_limited', retry_after_ms: 1000 })
  server.script({ error_after: ['up'], message: 'CUDA out of memory' })
  await assert.rejects(complete(), { code: 'provider_error', message: /CUDA/ })
  const abort = new AbortController()
  server.script({ hang_after: ['up'] })
  const [drop, count] = [server.nextDrop(), server.requests.length]
  const waiting = complete(abort.signal)
  await server.received(count + 1)
  abort.abort()
  await assert.rejects(waiting, { code: 'aborted' })
  await drop
})

test('the builtin model completes too', async () => {
  const answer = await service.complete({
    model: 'builtin',
    prompt: 'The sky is blue. What colour is the sky?',
  })
  assert.deepEqual([answer.text, answer.cost], ['The sky is blue.', 0])
})
