import { expect, test } from 'vitest'
import { suggestedModel } from './suggested_model.ts'

const model = (id: string) => ({
  id,
  provider: id.split('/')[0] ?? '',
  name: id,
  price: null,
  latency_ms: null,
})

test('a default that somebody chose is taken, else a model that talks and is there, else the builtin one', () => {
  const found = [model('builtin'), model('ollama/nomic-embed-text'), model('ollama/llama3.2')]
  expect(suggestedModel(found, 'house/large')).toBe('house/large')
  expect(suggestedModel(found, 'builtin')).toBe('ollama/llama3.2')
  expect(suggestedModel([model('builtin')], 'builtin')).toBe('builtin')
})
