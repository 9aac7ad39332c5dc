import type { Box } from './geometry.ts'

/** A line along which boxes stand, in canvas coordinates. */
export interface GuideLine {
  axis: 'x' | 'y'
  at: number
  from: number
  to: number
}

/** The lines on which a moved box stands with others, each from the first box on it to the last. */
export const guideLines = (moved: Box, others: readonly Box[]): GuideLine[] =>
  (['x', 'y'] as const).flatMap((axis) =>
    edgesOf(moved, axis).flatMap((at): GuideLine[] => {
      const along = others.filter((other) => edgesOf(other, axis).some((edge) => Math.abs(edge - at) < 0.5))
      if (along.length === 0) return []
      const spans = [moved, ...along].map((box) =>
        axis === 'x' ? [box.y, box.y + box.height] : [box.x, box.x + box.width],
      )
      return [
        {
          axis,
          at,
          from: Math.min(...spans.map(([from = 0]) => from)),
          to: Math.max(...spans.map(([, to = 0]) => to)),
        },
      ]
    }),
  )

/** How far a box has to move to stand in line with the nearest others within `reach`; 0 where none is near. */
export const pullOf = (moved: Box, others: readonly Box[], reach: number): { x: number; y: number } => ({
  x: pullAlong(moved, others, { axis: 'x', reach }),
  y: pullAlong(moved, others, { axis: 'y', reach }),
})

const pullAlong = (
  moved: Box,
  others: readonly Box[],
  { axis, reach }: { axis: 'x' | 'y'; reach: number },
): number => {
  const edges = edgesOf(moved, axis)
  let best = Number.POSITIVE_INFINITY
  for (const other of others)
    for (const to of edgesOf(other, axis))
      for (const from of edges) if (Math.abs(to - from) < Math.abs(best)) best = to - from
  return Math.abs(best) <= reach ? best : 0
}

/** Both sides and the middle. */
const edgesOf = ({ x, y, width, height }: Box, axis: 'x' | 'y'): number[] =>
  axis === 'x' ? [x, x + width / 2, x + width] : [y, y + height / 2, y + height]
