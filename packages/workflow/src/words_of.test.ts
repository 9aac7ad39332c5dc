import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wordsOf } from './words_of.ts'

test('a name from a schema is written as people write it', () => {
  const words = {
    max_retries: 'Max retries',
    next_url: 'Next URL',
    api_key: 'API key',
    javascript: 'JavaScript',
    oauth2: 'OAuth 2',
    utf8: 'UTF-8',
    GET: 'GET',
    ms: 'ms',
    last_node: 'Last node',
  }
  for (const [name, written] of Object.entries(words)) assert.equal(wordsOf(name), written)
})
