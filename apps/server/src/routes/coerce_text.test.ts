import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Type } from 'typebox'
import { coerceText } from './coerce_text.ts'

it('reads numbers and booleans from text, fills in defaults, and leaves the rest for the schema to refuse', () => {
  const schema = Type.Object({
    limit: Type.Integer({ default: 50 }),
    offset: Type.Optional(Type.Integer()),
    wait: Type.Optional(Type.Number()),
    all: Type.Optional(Type.Boolean()),
    search: Type.Optional(Type.String()),
  })
  assert.deepEqual(coerceText(schema, { offset: '1.5', wait: '', all: 'true', search: '7', other: '1' }), {
    limit: 50,
    offset: 1.5,
    wait: '',
    all: true,
    search: '7',
    other: '1',
  })
  assert.deepEqual(coerceText(schema, { limit: 'x', wait: '1e999' }), { limit: 'x', wait: '1e999' })
})
