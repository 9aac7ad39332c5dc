import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChatMessage } from '@llamanexus/node-sdk'
import { windowOf } from './memory_window.ts'
import { picturesOf, recentPictures } from './recent_pictures.ts'

const shot = (name: string, letters = 100): ChatMessage => ({
  role: 'tool',
  tool_call_id: name,
  content: [
    { type: 'text', text: name },
    { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(letters)}` } },
  ],
})
const kept = (messages: ChatMessage[]) =>
  messages.filter((message) => picturesOf(message).length > 0).map(({ tool_call_id: id }) => id)

test('the newest stay, older ones go several at once, and there is word of them', () => {
  const shots = Array.from({ length: 9 }, (_, index) => shot(`s${index}`))
  const keptOf = (count: number) => kept(recentPictures(shots.slice(0, count), 4))
  assert.deepEqual(keptOf(4), ['s0', 's1', 's2', 's3'])
  assert.deepEqual(keptOf(5), ['s2', 's3', 's4'])
  assert.deepEqual(keptOf(6), ['s2', 's3', 's4', 's5'])
  assert.deepEqual(keptOf(7), ['s4', 's5', 's6'])
  assert.equal(recentPictures(shots, 4)[0]?.content, 's0\n[Its pictures are not shown any more.]')
})

test('what is too much together goes too, and pictures of the user never do', () => {
  const user: ChatMessage = { ...shot('u'), role: 'user' }
  const messages = [user, shot('a', 8e6), shot('b', 8e6), shot('c', 6e6)]
  const sent = recentPictures(messages, 10)
  assert.deepEqual(kept(sent), ['b', 'c'])
  assert.deepEqual(sent[0], user)
})

test('a picture does not fill the memory window by its letters', () => {
  const task: ChatMessage = { role: 'user', content: 'Look' }
  const call: ChatMessage = { role: 'assistant', content: '', tool_calls: [] }
  const messages = [
    task,
    call,
    shot('a', 1e6),
    call,
    shot('b', 1e6),
    { role: 'user' as const, content: 'So?' },
  ]
  assert.equal(windowOf(messages, 0, { kind: 'tokens', size: 4000 }).length, 6)
  assert.equal(windowOf(messages, 0, { kind: 'tokens', size: 2000 }).length, 4)
})
