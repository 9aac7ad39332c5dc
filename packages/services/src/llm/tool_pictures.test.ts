import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type ChatRequest } from '@llamanexus/node-sdk'
import { type LlmReply, type LlmServer, startLlmServer } from '@llamanexus/testing/llm-server'
import { createHttpService } from '../http/index.ts'
import { createLlmService } from './index.ts'

const http = createHttpService()
let server: LlmServer
let service: ReturnType<typeof createLlmService>
before(async () => {
  server = await startLlmServer([
    { id: 'told-blind', architecture: { input_modalities: ['text'] } },
    { id: 'told-seeing', capabilities: { vision: true } },
    { id: 'claude-like', capabilities: { image_input: { supported: false } } },
    'untold',
  ])
  service = createLlmService({
    http,
    providers: [{ name: 'house', kind: 'openai_compatible', base_url: server.url }],
    local_servers: [],
  })
})
after(async () => {
  await service.close()
  await server.close()
  await http.close()
})

const picture = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }
const messages: ChatRequest['messages'] = [
  { role: 'user', content: 'Look' },
  {
    role: 'assistant',
    content: '',
    tool_calls: [{ id: 'c1', type: 'function', function: { name: 'shot', arguments: '{}' } }],
  },
  { role: 'tool', content: [{ type: 'text', text: '[a picture]' }, picture], tool_call_id: 'c1' },
]

/** Whether each request of a call had pictures. */
async function shownTo(model: string, request: Partial<ChatRequest>, ...replies: LlmReply[]) {
  const before = server.requests.length
  server.script(...replies)
  const notices: string[] = []
  const onNotice = (notice: string) => void notices.push(notice)
  const answer = await service.chat({ model: `house/${model}`, messages, onNotice, ...request })
  const sent = server.requests.slice(before).map(({ body }) => JSON.stringify(body['messages']))
  return { answer, notices, sent, shown: sent.map((text) => text.includes('image_url')) }
}

const refusing = (status: number, message: string): LlmReply => ({ status, body: { error: { message } } })

test('what the provider tells of its models decides', async () => {
  const vision = (await service.models()).map(({ name, vision: sees }) => [name, sees])
  assert.deepEqual(vision.slice(1), [
    ['told-blind', false],
    ['told-seeing', true],
    ['claude-like', false],
    ['untold', undefined],
  ])
  const { shown, sent, notices } = await shownTo('told-blind', {})
  assert.deepEqual([shown, notices], [[false], []])
  assert.match(sent[0] ?? '', /\[a picture\]\\n\[This model is not shown pictures/)
  assert.deepEqual((await shownTo('told-seeing', {})).shown, [true])
})

test('a model that refuses them is asked again with their names, and remembered', async () => {
  const refusals = [
    refusing(500, 'image input is not supported - hint: you may need to provide the mmproj'),
    refusing(404, 'No endpoints found that support image input'),
    refusing(400, "Unexpected role 'user' after role 'tool'"),
    refusing(422, 'messages[2].content must be a string'),
  ]
  for (const [index, refusal] of refusals.entries()) {
    const model = `blind-${index}`
    const first = await shownTo(model, {}, refusal)
    assert.deepEqual([first.answer.text, first.shown], ['Hello', [true, false]], model)
    assert.match(first.notices.join(), /takes no pictures/)
    assert.deepEqual((await shownTo(model, {})).shown, [false], model)
  }
})

test('a refusal that says nothing of pictures, or is about this one, is tried without, but not held against the model', async () => {
  assert.deepEqual((await shownTo('untold', {}, refusing(400, 'Bad request'))).shown, [true, false])
  assert.deepEqual((await shownTo('untold', {})).shown, [true])
  const large = 'image.source.base64.data: At least one of the image dimensions exceed max allowed size'
  assert.deepEqual((await shownTo('untold', {}, refusing(400, large))).shown, [true, false])
  assert.deepEqual((await shownTo('untold', {})).shown, [true])
})

test('other failures, and pictures that a user shows, are not hidden', async () => {
  await assert.rejects(shownTo('untold', {}, refusing(401, 'no image for you')), { code: 'provider_error' })
  const mine: ChatRequest['messages'] = [{ role: 'user', content: [picture] }]
  await assert.rejects(shownTo('untold', { messages: mine }, refusing(400, 'no image input')), {
    code: 'provider_error',
  })
})
