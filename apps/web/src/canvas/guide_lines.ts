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

/** Both sides and the middle. */
const edgesOf = ({ x, y, width, height }: Box, axis: 'x' | 'y'): number[] =>
  axis === 'x' ? [x, x + width / 2, x + width] : [y, y + height / 2, y + height]
