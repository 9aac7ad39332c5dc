import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '@llamanexus/workflow'
import fc from 'fast-check'
import { Check } from 'typebox/schema'
import { coerce } from './coerce.ts'

const CASES: [value: JsonValue, schema: object, to: JsonValue][] = [
  ['5', { type: 'number' }, 5],
  [' 1,250.5 ', { type: 'number' }, 1250.5],
  ['1,5', { type: 'number' }, '1,5'],
  ['', { type: 'number' }, ''],
  ['12%', { type: 'number' }, 12],
  ['5.5', { type: 'integer' }, '5.5'],
  ['Yes', { type: 'boolean' }, true],
  [0, { type: 'boolean' }, false],
  ['perhaps', { type: 'boolean' }, 'perhaps'],
  [7, { type: 'string' }, '7'],
  ['a', { type: 'array', items: { type: 'string' } }, ['a']],
  [null, { type: 'array' }, []],
  ['none', { type: ['number', 'null'] }, null],
  [{ n: '3' }, { type: 'object', properties: { n: { type: 'integer' }, m: { default: 1 } } }, { n: 3, m: 1 }],
  [{ a: 1, b: 2 }, { properties: { a: {} }, additionalProperties: false }, { a: 1 }],
  [['1', 'x'], { type: 'array', items: { type: 'number' } }, [1, 'x']],
]
for (const [value, schema, to] of CASES)
  test(`${JSON.stringify(value)} by ${JSON.stringify(schema)} is ${JSON.stringify(to)}`, () => {
    assert.deepEqual(coerce(value, schema), to)
  })

test('what fits already stays as it is, and to do it twice changes nothing', () => {
  const leaf = fc.constantFrom(
    { type: 'number' },
    { type: 'boolean' },
    { type: 'string' },
    { type: ['integer', 'null'] },
  )
  const schema = fc.oneof(
    leaf,
    leaf.map((items) => ({ type: 'array', items })),
    fc.dictionary(fc.constantFrom('a', 'b'), leaf).map((properties) => ({ type: 'object', properties })),
  )
  fc.assert(
    fc.property(fc.jsonValue(), schema, (given, schema) => {
      const value = JSON.parse(JSON.stringify(given)) as JsonValue
      const once = coerce(value, schema)
      assert.deepEqual(coerce(once, schema), once)
      if (Check(schema, value)) assert.deepEqual(once, value)
    }),
  )
})
