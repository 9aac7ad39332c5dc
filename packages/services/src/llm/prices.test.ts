import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { costOf, priceOf, SHIPPED_PRICES } from './prices.ts'
import { fitsPattern } from './provider_config.ts'

const usage = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 }

test('a cost is counted by kind of token', () => {
  assert.equal(costOf(usage, { input: 2, output: 10 }), 0.003)
  const cached = { ...usage, cached_tokens: 600, cache_write_tokens: 200 }
  assert.equal(costOf(cached, { input: 2, output: 10, cached_input: 0.2, cache_write: 2.5 }), 0.00202)
  assert.equal(costOf(usage, null), null)
})

test('the own row goes first, then what the provider tells, then the shipped one', () => {
  const model = { id: 'openai/gpt-4o-mini', name: 'gpt-4o-mini' }
  const own = [{ pattern: 'openai/*', input: 1, output: 1 }]
  assert.deepEqual(priceOf(model, own, 'openai'), { input: 1, output: 1 })
  const told = { input: 3, output: 3 }
  assert.deepEqual(priceOf({ ...model, price: told }, [], 'openai'), told)
  assert.equal(priceOf(model, [], 'openai')?.input, 0.15)
  assert.equal(priceOf(model, [], undefined), null, 'a server that only has the name is not OpenAI')
  assert.equal(priceOf({ id: 'openai/new', name: 'new' }, [], 'openai'), null)
})

test('no shipped row hides one behind it', () => {
  for (const [index, row] of SHIPPED_PRICES.entries()) {
    const name = row.pattern.replaceAll('*', '')
    const first = SHIPPED_PRICES.findIndex(
      ({ vendor, pattern }) => vendor === row.vendor && fitsPattern(pattern, name),
    )
    assert.equal(first, index, row.pattern)
  }
})

test('a pattern fits what its stars stand for, whatever that is', () => {
  const part = fc
    .string({ maxLength: 5 })
    .filter((text) => !text.includes('*') && text.toLowerCase().length === text.length)
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 4 }),
      fc.array(part, { minLength: 4, maxLength: 4 }),
      (parts, fill) => {
        const name = parts.reduce((text, each, index) => text + (fill[index] ?? '') + each)
        assert.ok(fitsPattern(parts.join('*'), name), `${parts.join('*')} and ${name}`)
      },
    ),
  )
  assert.ok(!fitsPattern('ab*bc', 'abc'))
  assert.ok(!fitsPattern('gpt-4', 'gpt-4o'))
})
