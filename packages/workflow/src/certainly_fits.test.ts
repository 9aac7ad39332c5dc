import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Check } from 'typebox/schema'
import { certainlyFits } from './certainly_fits.ts'
import type { JsonSchema } from './node_type.ts'

test('what certainly fits, fits by the full check', () => {
  const { schema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
    schema: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<JsonSchema>(
        {},
        { type: 'string', maxLength: 2 },
        { type: 'integer', minimum: 1, title: 'x' },
      ),
      fc.constantFrom<JsonSchema>(
        { enum: ['a', 1, null] },
        { const: 'a' },
        { type: 'string', pattern: '^a' },
      ),
      fc.record({ type: fc.constant('array'), items: tie('schema') }),
      fc.record({
        type: fc.constant('object'),
        properties: fc.record({ a: tie('schema'), b: tie('schema') }, { requiredKeys: [] }),
        required: fc.subarray(['a', 'b']),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
      }),
      fc.record({ type: fc.constant('object'), patternProperties: fc.record({ '^.*$': tie('schema') }) }),
    ),
  }))
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, 'a', 'ab', 'b😀', 0, 1, 1.5, true),
      fc.array(tie('value'), { maxLength: 2 }),
      fc.record({ a: tie('value'), b: tie('value'), c: tie('value') }, { requiredKeys: [] }),
    ),
  }))
  let certain = 0
  fc.assert(
    fc.property(schema, value, (against, candidate) => {
      if (!certainlyFits(against, candidate)) return
      certain += 1
      assert.ok(Check(against, candidate))
    }),
    { numRuns: 1000 },
  )
  assert.ok(certain > 50)
})
