import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChatMessage } from '@llamanexus/node-sdk'
import { chatOptions } from './chat_options.ts'

const call = (id: string, name: string, onRead = () => undefined): ChatMessage => ({
  role: 'assistant',
  content: '',
  tool_calls: [
    {
      id,
      type: 'function',
      function: {
        name,
        get arguments() {
          onRead()
          return '{}'
        },
      },
    },
  ],
})
const result = (id: string): ChatMessage => ({ role: 'tool', content: 'done', tool_call_id: id })

test('the arguments of a call are read once, however long the conversation is', () => {
  let reads = 0
  const count = () => void (reads += 1)
  const messages = Array.from({ length: 100 }, (_, index) => [
    call(`c${index}`, 'slug', count as () => undefined),
    result(`c${index}`),
  ]).flat()
  chatOptions({ messages }, 'openai', new AbortController().signal)
  assert.ok(reads <= 200, `${reads} reads`)
})

test('a result belongs to the last call of its id', () => {
  const messages = [call('c1', 'one'), result('c1'), call('c1', 'two'), result('c1')]
  const { prompt } = chatOptions({ messages }, 'openai', new AbortController().signal)
  const names = prompt.flatMap((message) =>
    message.role === 'tool'
      ? message.content.map((part) => (part.type === 'tool-result' ? part.toolName : ''))
      : [],
  )
  assert.deepEqual(names, ['one', 'two'])
})
