import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { DEFAULT_JSON_LIMITS, parseJson } from './parse_json.ts'

const problem = (text: string): string => {
  const parsed = parseJson(text)
  return parsed.ok ? '' : parsed.problem()
}

test('the problem says where the text stops being JSON', () => {
  assert.match(problem('{"a":1,}'), /line 1, column 8/)
  assert.match(problem('{\n  "a": 1\n  "b": 2\n}'), /line 3, column 3/)
  assert.match(problem('{"a":{"b":[1,2}}'), /column 15/)
  assert.match(problem('[1] x'), /column 5, near: \[1\] x/)
  assert.match(problem('[1,2'), /ends too early/)
  assert.match(problem(' '), /empty/)
})

test('what is too long or too deep is refused, at any depth', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  assert.ok(parseJson(nested(200)).ok)
  assert.match(problem(nested(300)), /deeper than 256/)
  assert.match(problem(nested(100_000)), /deeper than 256/)
  const parsed = parseJson('[1, 2]', { ...DEFAULT_JSON_LIMITS, max_length: 3 })
  assert.ok(!parsed.ok && parsed.problem().includes('at most 3'))
})

test('it agrees with JSON.parse, and every problem has a place', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', 'x'), (json, at, piece) => {
      const cut = at % (json.length + 1)
      const text = json.slice(0, cut) + piece + json.slice(cut)
      let valid = true
      try {
        JSON.parse(text)
      } catch {
        valid = false
      }
      assert.equal(parseJson(text).ok, valid)
      if (!valid) assert.match(problem(text), /line \d+, column \d+|empty/)
    }),
  )
})
