import { expect, test } from 'vitest'
import { emptyPlace, placeOf, placeText } from './place_form.ts'

test('a place has what belongs to its kind, and is none while that is missing', () => {
  const typed = { url: ' http://q:6333 ', credential: 'c', name: ' texts ' }
  expect(placeOf({ ...typed, kind: 'embedded' })).toEqual({ kind: 'embedded' })
  expect(placeOf({ ...typed, kind: 'qdrant' })).toEqual({
    kind: 'qdrant',
    url: 'http://q:6333',
    credential: 'c',
    name: 'texts',
  })
  expect(placeOf({ ...typed, kind: 'pgvector' })).toEqual({
    kind: 'pgvector',
    credential: 'c',
    table: 'texts',
  })
  expect(placeOf({ ...emptyPlace, kind: 'pgvector', url: 'postgres://a@b/c' })).toEqual({
    kind: 'pgvector',
    url: 'postgres://a@b/c',
  })
  expect(placeOf({ ...emptyPlace, kind: 'pgvector' })).toBeUndefined()
  expect(placeOf({ ...emptyPlace, kind: 'qdrant' })).toBeUndefined()
})

test('a place is told in a few words', () => {
  expect(placeText({ kind: 'embedded' })).toBe('Data directory')
  expect(placeText({ kind: 'qdrant', url: 'https://q.example.com:6333/x', name: 'texts' })).toBe(
    'Qdrant · q.example.com:6333 · texts',
  )
  expect(placeText({ kind: 'pgvector', credential: 'c', table: 't' })).toBe('Postgres · t')
})
