import { expect, test } from 'vitest'
import { matching } from './list_box.tsx'

const items = [
  { id: 'response', title: 'Webhook Response', detail: 'HTTP response' },
  { id: 'webhook', title: 'Webhook', detail: 'HTTP endpoint trigger' },
  { id: 'log', title: 'Log', detail: 'Log to console/storage' },
  { id: 'retriever', title: 'Retriever', detail: 'Semantic search', words: 'retriever rag' },
  { id: 'notification', title: 'Notification', detail: 'Send notification', words: 'email slack' },
  { id: 'condition', title: 'Condition', detail: 'Branch based on condition', words: 'if else' },
  { id: 'completion', title: 'LLM Completion', detail: 'Text completion' },
  { id: 'sql', title: 'NoSQL Query', detail: 'MongoDB/Redis query' },
]
const found = (query: string) => matching(items, query).map(({ id }) => id)

test('what is called just so comes before what begins with it', () => {
  expect(found('webhook')).toEqual(['webhook', 'response'])
})

test('what is looked for by another word is found, and nothing that only holds the letters', () => {
  expect(found('rag')).toEqual(['retriever'])
  expect(found('if else')).toEqual(['condition'])
  expect(found('if')).toEqual(['condition'])
  expect(found('email')).toEqual(['notification'])
  expect(found('redis')).toEqual(['sql'])
})

test('a part of a name is enough, and letters within other words where there is nothing better', () => {
  expect(found('sql')).toEqual(['sql'])
  expect(found('torag')).toEqual(['log'])
})
