import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from './document.ts'
import type { JsonSchema } from './node_type.ts'
import { schemaFaults } from './schema_faults.ts'

test('a schema says in its own words what fits, at any depth of objects and lists', () => {
  const digits = { type: 'string', pattern: '^[0-9]+$', 'x-message': 'must be digits' }
  const schema = {
    type: 'object',
    properties: {
      one: digits,
      many: { type: 'array', items: digits },
      rows: { type: 'array', items: { type: 'object', properties: { code: digits } } },
    },
  }
  assert.deepEqual(schemaFaults(schema, { one: 'a', many: ['1', 'b'], rows: [{ code: 'c' }] }), [
    { pointer: '/one', message: 'must be digits' },
    { pointer: '/many/1', message: 'must be digits' },
    { pointer: '/rows/0/code', message: 'must be digits' },
  ])
})

test('each rule is told in plain words', () => {
  const tell = (schema: JsonSchema, value: JsonValue) =>
    schemaFaults(schema, value).map(({ pointer, message }) => `${pointer} ${message}`.trim())
  for (const [schema, value, ...expected] of TOLD) assert.deepEqual(tell(schema, value), expected)
})

const TOLD: [JsonSchema, JsonValue, ...string[]][] = [
  [{ type: 'string' }, 1, 'must be text'],
  [{ type: 'integer' }, 1.5, 'must be a whole number'],
  [{ type: ['array', 'null'] }, true, 'must be a list or null'],
  [{ minLength: 1 }, '', 'is empty'],
  [{ minLength: 3 }, 'ab', 'is too short: it needs at least 3 characters'],
  [{ maxLength: 1 }, 'ab', 'is too long: it may have at most 1 character'],
  [{ minItems: 1 }, [], 'is empty'],
  [{ minItems: 3 }, [1], 'needs at least 3 items'],
  [{ maxItems: 1 }, [1, 2], 'may have at most 1 item'],
  [{ minProperties: 1 }, {}, 'is empty'],
  [{ minimum: 1 }, 0, 'must be at least 1'],
  [{ maximum: 100 }, 101, 'must be at most 100'],
  [{ exclusiveMinimum: 0 }, 0, 'must be more than 0'],
  [{ exclusiveMaximum: 5 }, 5, 'must be less than 5'],
  [{ multipleOf: 2 }, 3, 'must be a multiple of 2'],
  [{ uniqueItems: true }, [1, 1], 'has the same item twice'],
  [{ const: 'a' }, 'b', 'must be "a"'],
  [{ enum: ['a', 'b'] }, 'c', 'must be one of "a", "b"'],
  [{ format: 'uri' }, 'nowhere', 'must be a whole address, such as https://example.com'],
  [{ propertyNames: { pattern: '^a' } }, { b: 1 }, 'has names that are not allowed: "b"'],
]

test('of a field that may have several forms, the form that was meant is told about, or which there are', () => {
  const words = (...names: string[]): JsonSchema => ({ anyOf: names.map((name) => ({ const: name })) })
  assert.deepEqual(schemaFaults(words(...'abcdefghijkl'), 'z'), [
    { pointer: '', message: `must be one of ${[...'abcdefghijkl'].map((name) => `"${name}"`).join(', ')}` },
  ])
  const body: JsonSchema = {
    anyOf: [
      { type: 'string', minLength: 3 },
      { type: 'array', items: { anyOf: [{ type: 'number' }, { type: 'null' }] } },
    ],
  }
  assert.deepEqual(schemaFaults(body, 1), [{ pointer: '', message: 'must be text or a list' }])
  assert.deepEqual(schemaFaults(body, ['a']), [{ pointer: '/0', message: 'must be a number or null' }])
  const [short] = schemaFaults(body, 'ab')
  assert.equal(short?.message, 'is too short: it needs at least 3 characters')
  const kinds: JsonSchema = {
    anyOf: ['a', 'b'].map((kind) => ({
      type: 'object',
      properties: { kind: { const: kind }, size: { type: 'integer', minimum: kind === 'a' ? 1 : 9 } },
    })),
  }
  assert.deepEqual(schemaFaults(kinds, { kind: 'b', size: 5 }), [
    { pointer: '/size', message: 'must be at least 9' },
  ])
  assert.deepEqual(schemaFaults(body, ['{{ input }}']), [], 'what an expression will be is not known yet')
})

test('a pattern without words of its own is told as it is', () => {
  const [fault] = schemaFaults({ type: 'array', items: { type: 'string', pattern: '^a$' } }, ['b'])
  assert.match(fault?.message ?? '', /\^a\$/)
})
