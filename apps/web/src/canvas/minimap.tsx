import { useReactFlow, useStoreApi } from '@xyflow/react'
import { type PointerEvent, useEffect, useRef } from 'react'
import { useSession } from '../document/editor_context.tsx'
import type { FlowNode } from './flow_types.ts'

const WIDTH = 184
const HEIGHT = 120
const MARGIN = 8
/** A canvas cannot resolve `light-dark()`: one blue that is seen on both. */
const ACCENT = '#5b6bea'

/** All nodes and what is seen of them, drawn on one canvas at most once a frame: 1,000 nodes cost no elements. */
export const Minimap = () => {
  const element = useRef<HTMLCanvasElement>(null)
  const store = useStoreApi<FlowNode>()
  const flow = useReactFlow()
  const isLocked = useSession((state) => state.is_locked)
  const scale = useRef({ x: 0, y: 0, zoom: 1 })

  useEffect(() => {
    let frame = 0
    const draw = () => {
      frame = 0
      const context = element.current?.getContext('2d')
      if (!context) return
      scale.current = paint(context, store.getState())
    }
    const schedule = () => {
      frame ||= requestAnimationFrame(draw)
    }
    const stop = store.subscribe(schedule)
    const theme = new MutationObserver(schedule)
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    schedule()
    return () => {
      stop()
      theme.disconnect()
      cancelAnimationFrame(frame)
    }
  }, [store])

  const go = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.buttons !== 1) return
    const box = event.currentTarget.getBoundingClientRect()
    const { x, y, zoom } = scale.current
    flow.setCenter(x + (event.clientX - box.x) / zoom, y + (event.clientY - box.y) / zoom, {
      zoom: store.getState().transform[2],
    })
  }
  return (
    <canvas
      ref={element}
      className="minimap"
      width={WIDTH * 2}
      height={HEIGHT * 2}
      role="img"
      aria-label={`Minimap${isLocked ? ', locked' : ''}: click to go there`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        go(event)
      }}
      onPointerMove={go}
    />
  )
}

interface View {
  nodeLookup: Map<
    string,
    {
      type?: string
      selected?: boolean
      measured: { width?: number; height?: number }
      internals: { positionAbsolute: { x: number; y: number } }
    }
  >
  transform: [number, number, number]
  width: number
  height: number
}

const paint = (
  context: CanvasRenderingContext2D,
  { nodeLookup, transform: [tx, ty, zoom], width, height }: View,
): { x: number; y: number; zoom: number } => {
  const seen = { x: -tx / zoom, y: -ty / zoom, width: width / zoom, height: height / zoom }
  let [left, top, right, bottom] = [seen.x, seen.y, seen.x + seen.width, seen.y + seen.height]
  for (const { measured, internals } of nodeLookup.values()) {
    const { x, y } = internals.positionAbsolute
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x + (measured.width ?? 0))
    bottom = Math.max(bottom, y + (measured.height ?? 0))
  }
  const scale = Math.min((WIDTH - 2 * MARGIN) / (right - left), (HEIGHT - 2 * MARGIN) / (bottom - top))
  const origin = {
    x: left - (WIDTH / scale - (right - left)) / 2,
    y: top - (HEIGHT / scale - (bottom - top)) / 2,
  }
  context.setTransform(2 * scale, 0, 0, 2 * scale, -origin.x * 2 * scale, -origin.y * 2 * scale)
  context.clearRect(origin.x, origin.y, WIDTH / scale, HEIGHT / scale)
  // Asking for computed style would make the browser lay the page out at each frame.
  const isDark = document.documentElement.dataset['theme'] === 'dark'
  for (const { type, selected, measured, internals } of nodeLookup.values()) {
    const { x, y } = internals.positionAbsolute
    context.fillStyle = selected ? ACCENT : isDark ? '#5a5f6b' : '#b3b7c2'
    context.globalAlpha = type === 'container' ? 0.35 : type === 'note' ? 0.4 : 1
    context.fillRect(x, y, measured.width ?? 0, measured.height ?? 0)
  }
  context.globalAlpha = 1
  context.lineWidth = 1.5 / scale
  context.strokeStyle = ACCENT
  context.strokeRect(seen.x, seen.y, seen.width, seen.height)
  return { ...origin, zoom: scale }
}
