import type { Position } from '@llamanexus/workflow'
import { type Box, GRID } from './geometry.ts'

const GAP = 24

/** The place for a box nearest below the wanted one where it does not lie over another, with some room around it. */
export const freeSpot = (wanted: Box, others: readonly Box[]): Position => {
  const { x, width, height } = wanted
  const beside = others.filter((other) => x < other.x + other.width + GAP && other.x < x + width + GAP)
  let { y } = wanted
  // From the top down: what is below one that was passed may be in the way too.
  for (const other of beside.toSorted((a, b) => a.y - b.y)) {
    const isClear = y + height + GAP <= other.y || other.y + other.height + GAP <= y
    if (!isClear) y = Math.ceil((other.y + other.height + GAP) / GRID) * GRID
  }
  return { x, y }
}
