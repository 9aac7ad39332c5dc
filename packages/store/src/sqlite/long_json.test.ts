import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonValue } from '@llamanexus/workflow'
import fc from 'fast-check'
import { isLong, jsonPieces } from './long_json.ts'

const joined = (value: JsonValue): string => [...jsonPieces(value)].join('')

describe('long JSON', () => {
  it('is written in pieces to the same text', () => {
    const list = fc
      .tuple(fc.integer({ min: 1990, max: 4100 }), fc.jsonValue())
      .map(([length, value]) => Array.from({ length }, () => value as JsonValue))
    const nested = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue() as fc.Arbitrary<JsonValue>,
        list,
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
      ),
    })).value
    fc.assert(
      fc.property(nested, (value) => {
        assert.equal(joined(value), JSON.stringify(value))
      }),
      { numRuns: 50 },
    )
  })

  it('leaves out what is undefined, and keeps a key named __proto__', () => {
    const long = Array.from({ length: 5000 }, (_, at) => at)
    const value = { a: undefined, ...JSON.parse('{"__proto__":{"x":1}}'), long } as unknown as JsonValue
    assert.equal(joined(value), JSON.stringify(value))
  })

  it('comes in pieces only where a list is long', () => {
    const long = Array.from({ length: 10_000 }, () => 1)
    assert.equal(isLong({ items: [1, 2, 3] }), false)
    assert.equal(isLong({ data: { items: long } }), true)
    assert.ok([...jsonPieces(long)].length > 4)
  })
})
