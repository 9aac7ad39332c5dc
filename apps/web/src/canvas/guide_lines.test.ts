import { expect, it } from 'vitest'
import { guideLines, pullOf } from './guide_lines.ts'

const box = (x: number, y: number) => ({ x, y, width: 240, height: 96 })

it('shows the tops, middles and bottoms that boxes share, across all of them', () => {
  expect(guideLines(box(600, 40), [box(0, 40), box(300, 400)])).toEqual([
    { axis: 'y', at: 40, from: 0, to: 840 },
    { axis: 'y', at: 88, from: 0, to: 840 },
    { axis: 'y', at: 136, from: 0, to: 840 },
  ])
})

it('shows a side that meets the other side of a box', () => {
  expect(guideLines(box(240, 500), [box(0, 0)])).toEqual([{ axis: 'x', at: 240, from: 0, to: 596 }])
})

it('pulls a box into line with the nearest, within reach, each way by itself', () => {
  expect(pullOf(box(604, 300), [box(600, 0), box(0, 296)], 6)).toEqual({ x: -4, y: -4 })
  expect(pullOf(box(610, 300), [box(600, 0)], 6)).toEqual({ x: 0, y: 0 })
  expect(pullOf(box(5, 500), [], 6)).toEqual({ x: 0, y: 0 })
})

it('shows nothing where nothing is in line', () => {
  expect(guideLines(box(8, 8), [box(0, 0)])).toEqual([])
})
