import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import fc from 'fast-check'

/** Metadata and filters that have something to do with each other, with the characters that databases stumble over. */
const keys = fc.constantFrom('a', 'b', 'a.b', 'it"s', "o'k", 'ü', 'x y', '\\', '[0]', '$', '?', '')
const words = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'ab',
    'b',
    'Ab',
    "'",
    '"',
    '%',
    'é',
    '😀',
    '\uffff',
    'abcdefghijklm',
    'abcdefghijkln',
  ),
  fc.string({ unit: 'grapheme', maxLength: 4 }).map((text) => text.replaceAll('\0', '')),
)
const scalars: fc.Arbitrary<string | number | boolean | null> = fc.oneof(
  words,
  fc.integer({ min: -3, max: 3 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -3, max: 3 }).map((number) => number + 0),
  fc.boolean(),
  fc.constant(null),
)
const values: fc.Arbitrary<JsonValue> = fc.oneof(
  scalars,
  fc.array(scalars, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('b', 'c', '0'), scalars, { maxKeys: 2, noNullPrototype: true }),
)
export const anyMetadata: fc.Arbitrary<JsonObject> = fc.dictionary(keys, values, {
  maxKeys: 5,
  noNullPrototype: true,
})

const comparisons: fc.Arbitrary<JsonValue> = fc.oneof(
  scalars,
  fc.record({ eq: scalars }),
  fc.record({ ne: scalars }),
  fc.record({ contains: scalars }),
  fc.record({ in: fc.array(scalars, { maxLength: 3 }) }),
  fc.record({ gte: fc.constantFrom<string | number>(0, 1, 'a', 'é', 'abcdefghijkln') }),
  fc.record({ gt: fc.constantFrom<string | number>(0, 1, 'a', '😀'), lte: fc.constantFrom(2, 'b') }),
  fc.record({ lt: fc.constantFrom<string | number>(0.5, 'ab', '\uffff') }),
)
export const { filter: anyFilter } = fc.letrec<{ filter: JsonObject }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.dictionary(keys, comparisons, { maxKeys: 2, noNullPrototype: true }),
    fc.record({ or: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ and: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ not: tie('filter') }),
  ) as fc.Arbitrary<JsonObject>,
}))
