import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import fc from 'fast-check'
import { readFilter } from './filter.ts'
import { matchesFilter } from './matches_filter.ts'
import { filterSql } from './stores/embedded/filter_sql.ts'

const fits = (metadata: JsonObject, filter: JsonObject) => matchesFilter(metadata, readFilter(filter))

test('compares metadata as people expect', () => {
  const page = { source: 'a.md', year: 2021, tags: ['x', 'y'], draft: false, author: { name: 'Ada' } }
  assert.ok(fits(page, {}))
  assert.ok(fits(page, { source: 'a.md', year: { gte: 2020, lt: 2022 } }))
  assert.ok(fits(page, { tags: { contains: 'x' }, source: { contains: '.md' } }))
  assert.ok(fits(page, { 'author.name': 'Ada', missing: null, draft: false }))
  assert.ok(fits(page, { or: [{ year: 1999 }, { year: { in: [2021, 2022] } }], not: { source: 'b.md' } }))
  assert.ok(fits(page, { missing: { ne: 'x' } }))
  assert.ok(!fits(page, { year: { gt: '2000' } }), 'a number and a text have no order')
  assert.ok(!fits(page, { tags: 'x' }))
  assert.ok(!fits(page, { or: [] }))
})

test('names the key of a filter that cannot be read', () => {
  const wrong: [JsonObject, RegExp][] = [
    [{ year: { above: 3 } }, /"year" has an unknown comparison "above"/],
    [{ year: [1, 2] }, /"year" is a list/],
    [{ year: {} }, /"year" compares with nothing/],
    [{ or: { a: 1 } }, /"or" is no list/],
    [{ and: [{ year: { gt: true } }] }, /"and\[0\].year.gt" is no text or number/],
    [{ not: 'x' }, /"not" is no object/],
    [{ tags: { in: 'x' } }, /"tags.in" is no list/],
    [{ tags: { contains: ['x'] } }, /"tags.contains" is no text/],
  ]
  for (const [filter, message] of wrong)
    assert.throws(() => readFilter(filter), { code: 'filter_invalid', field: 'filter', message })
})

test('a filter is neither deeper nor longer than a database takes', () => {
  let deep: JsonObject = { a: 1 }
  for (let depth = 0; depth < 30; depth++) deep = { not: deep }
  assert.throws(() => readFilter(deep), { code: 'filter_invalid' })
  const long = { or: Array.from({ length: 501 }, (_, a) => ({ a })) }
  assert.throws(() => readFilter(long), { code: 'filter_invalid' })
})

describe('in SQL', () => {
  const db = new DatabaseSync(':memory:')
  before(() => db.exec('CREATE TABLE chunks (metadata TEXT)'))
  after(() => db.close())

  test('every filter says the same there', () => {
    fc.assert(
      fc.property(anyMetadata, anyFilter, (metadata, filter) => {
        const read = readFilter(filter)
        const { sql, values } = filterSql(read)
        db.exec('DELETE FROM chunks')
        db.prepare('INSERT INTO chunks VALUES (?)').run(JSON.stringify(metadata))
        const { n } = db.prepare(`SELECT count(*) AS n FROM chunks WHERE ${sql}`).get(...values) ?? {}
        assert.equal(n === 1, matchesFilter(metadata, read), sql)
      }),
      { numRuns: 1500 },
    )
  })
})

const keys = fc.constantFrom('a', 'b', 'a.b', 'it"s', "o'k", 'ü', 'x y', '\\', '[0]', '$')
const words = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'b', 'Ab', "'", '"', '%', 'é', '😀', '\uffff'),
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
  fc.dictionary(fc.constantFrom('b', 'c'), scalars, { maxKeys: 2, noNullPrototype: true }),
)
const anyMetadata = fc.dictionary(keys, values, { maxKeys: 5, noNullPrototype: true })

const comparisons: fc.Arbitrary<JsonValue> = fc.oneof(
  scalars,
  fc.record({ eq: scalars }),
  fc.record({ ne: scalars }),
  fc.record({ contains: scalars }),
  fc.record({ in: fc.array(scalars, { maxLength: 3 }) }),
  fc.record({ gte: fc.constantFrom<string | number>(0, 1, 'a', 'é') }),
  fc.record({ gt: fc.constantFrom<string | number>(0, 1, 'a', '😀'), lte: fc.constantFrom(2, 'b') }),
  fc.record({ lt: fc.constantFrom<string | number>(0.5, 'ab', '\uffff') }),
)
const { filter: anyFilter } = fc.letrec<{ filter: JsonObject }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.dictionary(keys, comparisons, { maxKeys: 2, noNullPrototype: true }),
    fc.record({ or: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ and: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ not: tie('filter') }),
  ) as fc.Arbitrary<JsonObject>,
}))
