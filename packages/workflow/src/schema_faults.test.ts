import assert from 'node:assert/strict'
import { test } from 'node:test'
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

test('a pattern without words of its own is told as it is', () => {
  const [fault] = schemaFaults({ type: 'array', items: { type: 'string', pattern: '^a$' } }, ['b'])
  assert.match(fault?.message ?? '', /\^a\$/)
})
