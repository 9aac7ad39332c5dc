import { expect, test } from 'vitest'
import { timeZones } from './time_zones.ts'

test('places are listed by the names that they go by today, each once', () => {
  const zones = timeZones()
  expect(zones[0]).toBe('UTC')
  expect(zones).toEqual(
    expect.arrayContaining([
      'Asia/Kolkata',
      'Asia/Kathmandu',
      'Asia/Ho_Chi_Minh',
      'Europe/Kyiv',
      'Europe/Berlin',
    ]),
  )
  expect(new Set(zones).size).toBe(zones.length)
})
