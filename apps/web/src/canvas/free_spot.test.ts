import { expect, it } from 'vitest'
import { freeSpot } from './free_spot.ts'

const box = (x: number, y: number) => ({ x, y, width: 240, height: 96 })

it('keeps a place that is free', () => {
  expect(freeSpot(box(0, 0), [box(400, 0), box(0, 200)])).toEqual({ x: 0, y: 0 })
})

it('goes below what is in the way, and below what is in the way there', () => {
  expect(freeSpot(box(0, 0), [box(100, 40)])).toEqual({ x: 0, y: 160 })
  expect(freeSpot(box(0, 0), [box(-100, 200), box(100, 40)])).toEqual({ x: 0, y: 320 })
})

it('lies over none of many', () => {
  const others = Array.from({ length: 60 }, (_, at) => box((at % 6) * 130, Math.floor(at / 6) * 70))
  const { x, y } = freeSpot(box(200, 100), others)
  const hit = others.some((o) => x < o.x + o.width && o.x < x + 240 && y < o.y + o.height && o.y < y + 96)
  expect(hit).toBe(false)
})
