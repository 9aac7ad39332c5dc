import { getNodesBounds, type Rect, type Viewport } from '@xyflow/react'
import { expect, test } from 'vitest'
import { viewFor } from './view_for.ts'

const size = { width: 800, height: 600 }
const covered = { width: 200, height: 140 }
const zoom = { min: 0.05, max: 1 }
const viewOf = (boxes: Rect[], corner?: typeof covered): Viewport => {
  const bounds = getNodesBounds(
    boxes.map(({ x, y, ...box }, index) => ({ id: `${index}`, position: { x, y }, data: {}, ...box })),
  )
  return viewFor({ boxes, bounds, size, zoom, ...(corner && { covered: corner }) })
}
const box = (x: number, y: number): Rect => ({ x, y, width: 200, height: 100 })
const endOf = ({ x, y, width, height }: Rect, view: Viewport) => ({
  right: (x + width) * view.zoom + view.x,
  bottom: (y + height) * view.zoom + view.y,
})

test('what is seen is in the middle where the minimap lies over none of it', () => {
  const boxes = [box(0, 0), box(400, 0)]
  expect(viewOf(boxes, covered)).toEqual(viewOf(boxes))
})

test('what would be beneath the minimap is shown beside or above it, whichever is larger', () => {
  const tall = [box(0, 0), box(300, 400)]
  expect(endOf(box(300, 400), viewOf(tall, covered)).right).toBeLessThanOrEqual(600)
  const wide = [box(0, 0), box(700, 250)]
  expect(endOf(box(700, 250), viewOf(wide, covered)).bottom).toBeLessThanOrEqual(460)
})

test('what would become too small is shown as large as it goes', () => {
  const boxes = [box(0, 0), box(700, 600)]
  const corner = { width: 400, height: 300 }
  expect(viewOf(boxes, corner)).toEqual(viewOf(boxes))
})
