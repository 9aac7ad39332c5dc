import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLru } from './lru.ts'

test('what is asked for stays, what is not goes and is dropped once', () => {
  const dropped: number[] = []
  const lru = createLru<number>(2, (value) => dropped.push(value))
  for (let i = 0; i < 10; i++) {
    lru.set(`k${i}`, i)
    assert.equal(lru.get('k0'), 0)
  }
  assert.equal(lru.get('k1'), undefined)
  assert.equal(lru.get('k9'), 9)
  lru.clear()
  assert.deepEqual(
    dropped.toSorted((a, b) => a - b),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  )
})
