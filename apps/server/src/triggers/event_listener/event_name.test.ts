import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { matchesName } from './event_name.ts'

test('names with a star in them, several, and none', () => {
  assert.ok(matchesName('order.*', 'order.created'))
  assert.ok(matchesName('*.created', 'order.created'))
  assert.ok(matchesName('a, order.cr*ed', 'order.created'))
  assert.ok(matchesName('', 'anything'))
  assert.ok(!matchesName('order.*', 'orders.created'))
  assert.ok(!matchesName('order', 'order.created'))
  assert.ok(!matchesName('ab*ba', 'aba'))
})

test('a pattern means what its regular expression does', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), minLength: 1, maxLength: 8 })
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 10 })
  fc.assert(
    fc.property(text, name, (pattern, given) => {
      const expected = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(given)
      assert.equal(matchesName(pattern, given), expected)
    }),
  )
})
