import { useReactFlow, useStoreApi } from '@xyflow/react'
import { type PointerEvent, useEffect, useRef } from 'react'
import { useSession } from '../document/editor_context.tsx'
import type { FlowNode } from './flow_types.ts'

const WIDTH = 184
const HEIGHT = 120
/** A canvas cannot resolve `light-dark()`: one blue that is seen on both. */
const ACCENT = '#5b6bea'

/** All nodes and a frame around what is seen of them. The nodes are painted when one of them changes; panning only moves the frame. */
export const Minimap = () => {
  const element = useRef<HTMLCanvasElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  const store = useStoreApi<FlowNode>()
  const flow = useReactFlow()
  const isLocked = useSession((state) => state.is_locked)
  const scale = useRef<Scale>({ x: 0, y: 0, zoom: 1 })

  useEffect(() => {
    let request = 0
    let painted: unknown
    const draw = () => {
      request = 0
      const state = store.getState()
      const context = painted === state.nodes ? undefined : element.current?.getContext('2d')
      if (context) {
        painted = state.nodes
        scale.current = paint(context, state)
      }
      if (!frame.current) return
      // Without nodes there is nothing to be in.
      frame.current.hidden = state.nodes.length === 0
      placeFrame(frame.current, state, scale.current)
    }
    const schedule = () => {
      request ||= requestAnimationFrame(draw)
    }
    const stop = store.subscribe(schedule)
    const theme = new MutationObserver(() => {
      painted = undefined
      schedule()
    })
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    schedule()
    return () => {
      stop()
      theme.disconnect()
      cancelAnimationFrame(request)
    }
  }, [store])

  const go = (event: PointerEvent<HTMLElement>) => {
    if (event.buttons !== 1) return
    const box = event.currentTarget.getBoundingClientRect()
    const { x, y, zoom } = scale.current
    flow.setCenter(x + (event.clientX - box.x) / zoom, y + (event.clientY - box.y) / zoom, {
      zoom: store.getState().transform[2],
    })
  }
  return (
    <div
      className="minimap"
      role="img"
      aria-label={`Minimap${isLocked ? ', locked' : ''}: click to go there`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        go(event)
      }}
      onPointerMove={go}
    >
      <canvas ref={element} width={WIDTH * 2} height={HEIGHT * 2} />
      <div ref={frame} />
    </div>
  )
}

/** Canvas coordinates of the map's corner, and its pixels for each of theirs. */
interface Scale {
  x: number
  y: number
  zoom: number
}

interface View {
  nodes: readonly unknown[]
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

/** Moved by transforms alone, which the browser need not lay out or paint. */
const placeFrame = (
  frame: HTMLElement,
  { transform: [left, top, zoom], width, height }: View,
  scale: Scale,
): void => {
  const x = (-left / zoom - scale.x) * scale.zoom
  const y = (-top / zoom - scale.y) * scale.zoom
  frame.style.transform = `translate(${x}px, ${y}px)`
  const size = `${(width / zoom) * scale.zoom}px ${(height / zoom) * scale.zoom}px`
  if (frame.dataset['size'] === size) return
  frame.dataset['size'] = size
  const [w = '0', h = '0'] = size.split(' ')
  frame.style.width = w
  frame.style.height = h
}

const paint = (context: CanvasRenderingContext2D, { nodeLookup }: View): Scale => {
  let [left, top, right, bottom] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]
  for (const { measured, internals } of nodeLookup.values()) {
    const { x, y } = internals.positionAbsolute
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x + (measured.width ?? 0))
    bottom = Math.max(bottom, y + (measured.height ?? 0))
  }
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, WIDTH * 2, HEIGHT * 2)
  if (left > right) return { x: -WIDTH * 4, y: -HEIGHT * 4, zoom: 1 / 8 }
  // Some room around, for what is seen beside the outermost nodes; and a few nodes stay small.
  const around = 0.15
  const scale = Math.min(
    WIDTH / ((right - left) * (1 + 2 * around)),
    HEIGHT / ((bottom - top) * (1 + 2 * around)),
    1 / 8,
  )
  const origin = {
    x: left - (WIDTH / scale - (right - left)) / 2,
    y: top - (HEIGHT / scale - (bottom - top)) / 2,
  }
  context.setTransform(2 * scale, 0, 0, 2 * scale, -origin.x * 2 * scale, -origin.y * 2 * scale)
  // Asking for computed style would make the browser lay the page out.
  const isDark = document.documentElement.dataset['theme'] === 'dark'
  for (const { type, selected, measured, internals } of nodeLookup.values()) {
    const { x, y } = internals.positionAbsolute
    context.fillStyle = selected ? ACCENT : isDark ? '#5a5f6b' : '#b3b7c2'
    context.globalAlpha = type === 'card' ? 1 : type === 'group_frame' ? 0.2 : 0.4
    context.fillRect(x, y, measured.width ?? 0, measured.height ?? 0)
  }
  context.globalAlpha = 1
  return { ...origin, zoom: scale }
}
