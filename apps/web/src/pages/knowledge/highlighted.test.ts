import { expect, test } from 'vitest'
import { highlighted } from './highlighted.ts'

test('marks what matches and loses nothing', () => {
  const parts = highlighted('green tea leaves', [
    [6, 9],
    [0, 5],
    [4, 9],
  ])
  expect(parts.map(({ text }) => text).join('')).toBe('green tea leaves')
  expect(parts.filter(({ isMatch }) => isMatch).map(({ text }) => text)).toEqual(['green', ' tea'])
  expect(highlighted('', [])).toEqual([])
})
