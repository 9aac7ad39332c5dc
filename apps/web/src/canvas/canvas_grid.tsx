import { useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import { GRID } from './geometry.ts'

/** The dots behind the nodes: one layer, painted once, that is only shifted and scaled while one pans and zooms. */
export const CanvasGrid = () => {
  const layer = useRef<HTMLDivElement>(null)
  const view = useStoreApi()
  useEffect(() => {
    const place = () => {
      if (!layer.current) return
      const [x, y, zoom] = view.getState().transform
      const scale = scaleAt(zoom)
      const gap = GAP * scale
      layer.current.style.transform = `translate(${wrapped(x, gap)}px, ${wrapped(y, gap)}px) scale(${scale})`
    }
    place()
    return view.subscribe(place)
  }, [view])
  return <div ref={layer} className="canvas-grid" aria-hidden />
}

/** Pixels between two dots as they are painted, of which the style sheet knows: every third line of the grid. */
const GAP = GRID * 3

const LEAST_SCALE = 2 / 3

/** From 2/3 to 4/3: further away every second dot is left out instead, and again. */
const scaleAt = (zoom: number): number => {
  let scale = zoom
  while (scale < LEAST_SCALE) scale *= 2
  while (scale >= 2 * LEAST_SCALE) scale /= 2
  return scale
}

/** From minus one gap to zero, so that the layer always begins outside of what is seen. */
const wrapped = (offset: number, gap: number): number => (((offset % gap) + gap) % gap) - gap
