import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '@llamanexus/workflow'
import { chatMessages } from './chat_messages.ts'

test('the system text comes first and the prompt last', () => {
  const messages = [{ role: 'assistant', content: 'Hi' }, 'plain']
  assert.deepEqual(
    chatMessages({ system: 'Be brief', messages, prompt: 'And?' }).map(({ role, content }) => [
      role,
      content,
    ]),
    [
      ['system', 'Be brief'],
      ['assistant', 'Hi'],
      ['user', 'plain'],
      ['user', 'And?'],
    ],
  )
})

test('parts and tool calls are kept', () => {
  const image = [{ type: 'image_url', image_url: { url: 'data:,' } }]
  const calls = [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }]
  const messages: JsonValue[] = [
    { role: 'user', content: image },
    { role: 'assistant', content: null, tool_calls: calls },
    { role: 'tool', content: '1', tool_call_id: 'c' },
  ]
  assert.deepEqual(chatMessages({ messages }), [
    { role: 'user', content: image },
    { role: 'assistant', content: '', tool_calls: calls },
    { role: 'tool', content: '1', tool_call_id: 'c' },
  ])
})

test('a message of another shape is named, and so is nothing to answer', () => {
  const wrong = { code: 'input_invalid', field: 'messages' }
  assert.throws(() => chatMessages({ messages: [5] }), { ...wrong, message: /message 0/ })
  assert.throws(() => chatMessages({ messages: ['x', { role: 'boss', content: '' }] }), {
    ...wrong,
    message: /message 1/,
  })
  assert.throws(() => chatMessages({ messages: [{ role: 'user' }] }), wrong)
  assert.throws(() => chatMessages({ system: 'Be brief' }), wrong)
})
