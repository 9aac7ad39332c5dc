import { getViewportForBounds, type Rect, type Viewport } from '@xyflow/react'

interface ViewRequest {
  /** What is to be seen, and the box around all of it, in the canvas's coordinates. */
  boxes: readonly Rect[]
  bounds: Rect
  /** Of the canvas on the screen, and of its corner at the bottom right that the minimap lies over. */
  size: Size
  covered?: Size
  zoom: { min: number; max: number }
}

interface Size {
  width: number
  height: number
}

/** The view that shows all of it, beside or above the minimap where that would lie over some of it. */
export const viewFor = ({ boxes, bounds, size, covered, zoom }: ViewRequest): Viewport => {
  const within = ({ width, height }: Size) =>
    getViewportForBounds(bounds, width, height, zoom.min, zoom.max, 0.1)
  const view = within(size)
  if (!covered || !boxes.some((box) => isCovered(box, { view, size, covered }))) return view
  const beside = within({ width: size.width - covered.width, height: size.height })
  const above = within({ width: size.width, height: size.height - covered.height })
  const best = above.zoom > beside.zoom ? above : beside
  return best.zoom < view.zoom * LEAST ? view : best
}

/** Smaller than this, nothing is won: one would rather see it large and move it. */
const LEAST = 0.75

const isCovered = (
  box: Rect,
  { view, size, covered }: { view: Viewport; size: Size; covered: Size },
): boolean =>
  (box.x + box.width) * view.zoom + view.x > size.width - covered.width &&
  (box.y + box.height) * view.zoom + view.y > size.height - covered.height
