import { expect, test } from 'vitest'
import { wordsOf } from './words_of.ts'

test('a name from a schema is written as people write it', () => {
  const names = [
    'max_retries',
    'next_url',
    'api_key',
    'javascript',
    'oauth2',
    'utf8',
    'GET',
    'ms',
    'last_node',
  ]
  expect(names.map(wordsOf)).toEqual([
    'Max retries',
    'Next URL',
    'API key',
    'JavaScript',
    'OAuth 2',
    'UTF-8',
    'GET',
    'ms',
    'Last node',
  ])
})
