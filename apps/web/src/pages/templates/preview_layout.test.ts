import { expect, test } from 'vitest'
import { previewLayout, SIDE } from './preview_layout.ts'

const node = (id: string, y = 0, parent?: string) => ({
  id,
  type: 'set',
  position: { x: 0, y },
  ...(parent !== undefined && { parent }),
})

test('nodes stand in columns from the start, those of one column as on the canvas', () => {
  const { places } = previewLayout({
    nodes: [node('start'), node('low', 200), node('high', 0), node('end')],
    connections: [
      ['start', 'low'],
      ['start', 'high'],
      ['low', 'end'],
      ['high', 'end'],
      ['start', 'end'],
    ],
  })
  const at = (id: string) => places.get(id) ?? expect.fail(id)
  expect(at('start').x).toBeLessThan(at('low').x)
  expect(at('low').x).toBe(at('high').x)
  expect(at('high').y).toBeLessThan(at('low').y)
  expect(at('end').x).toBeGreaterThan(at('low').x)
})

test('a container holds its body, whatever is in it, and nothing overlaps', () => {
  const { places, width, height } = previewLayout({
    nodes: [
      node('a'),
      node('outer'),
      node('inner', 0, 'outer'),
      node('x', 0, 'inner'),
      node('y', 0, 'outer'),
    ],
    connections: [
      ['a', 'outer'],
      ['outer', 'inner'],
      ['inner', 'x'],
      ['inner', 'y'],
    ],
  })
  const at = (id: string) => places.get(id) ?? expect.fail(id)
  const holds = (outer: string, inner: string) => {
    const [o, i] = [at(outer), at(inner)]
    return o.x < i.x && o.y < i.y && i.x + i.width < o.x + o.width && i.y + i.height < o.y + o.height
  }
  expect([holds('outer', 'inner'), holds('inner', 'x'), holds('outer', 'y')]).toEqual([true, true, true])
  expect(at('outer').x).toBeGreaterThanOrEqual(at('a').x + SIDE)
  expect(at('y').x).toBeGreaterThanOrEqual(at('inner').x + at('inner').width)
  expect(at('outer').x + at('outer').width).toBe(width)
  expect(at('outer').height).toBe(height)
})

test('a circle and a node that is in itself come to an end', () => {
  const { places } = previewLayout({
    nodes: [node('a'), node('b'), node('odd', 0, 'odd')],
    connections: [
      ['a', 'b'],
      ['b', 'a'],
    ],
  })
  expect(places.size).toBe(2)
})
