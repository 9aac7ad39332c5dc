import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChatMessage, ChatRole } from '@llamanexus/node-sdk'
import { windowOf } from './memory_window.ts'

const conversation = (...roles: ChatRole[]): ChatMessage[] =>
  roles.map((role, index) => ({ role, content: `${role} ${index}` }))

test('the window begins with what a user said, as many models and servers want it', () => {
  const messages = conversation('system', 'user', 'assistant', 'user', 'assistant', 'user')
  const sent = (size: number) =>
    windowOf(messages, 5, { kind: 'messages', size }).map(({ content }) => content)
  assert.deepEqual(sent(2), ['system 0', 'user 3', 'assistant 4', 'user 5'])
  assert.deepEqual(sent(3), ['system 0', 'user 3', 'assistant 4', 'user 5'])
  assert.deepEqual(sent(1), ['system 0', 'user 5'])
})

test('a conversation without a user before its task is sent as it is', () => {
  const messages = conversation('assistant', 'user')
  assert.deepEqual(windowOf(messages, 1, { kind: 'all', size: 1 }), messages)
})
