import type { Position } from '@llamanexus/workflow'
import { type RefObject, useEffect, useState } from 'react'
import { usePortValue } from '../runs/run_context.tsx'
import { refOf } from './connect_drag.ts'
import { LastValue } from './last_value.tsx'
import type { PortRef } from './link_rule.ts'

interface HoveredPort {
  ref: PortRef
  /** Its middle, in pixels of the canvas element. */
  at: Position
}

/** The last value of the port under the pointer. One listener for all ports, which subscribe to nothing. */
export const PortValue = ({ root }: { root: RefObject<HTMLElement | null> }) => {
  const [hovered, setHovered] = useState<HoveredPort>()
  useEffect(() => {
    const element = root.current
    if (!element) return
    const over = ({ target, buttons }: PointerEvent) => {
      const port = target instanceof Element ? target.closest<HTMLElement>('[data-port]') : null
      const ref = refOf(port)
      // While something is dragged, ports say whether it fits.
      setHovered(port && ref && buttons === 0 ? { ref, at: middleOf(port, element) } : undefined)
    }
    const leave = () => setHovered(undefined)
    element.addEventListener('pointerover', over)
    element.addEventListener('pointerdown', leave, { capture: true })
    element.addEventListener('wheel', leave, { capture: true, passive: true })
    element.addEventListener('pointerleave', leave)
    return () => {
      element.removeEventListener('pointerover', over)
      element.removeEventListener('pointerdown', leave, { capture: true })
      element.removeEventListener('wheel', leave, { capture: true })
      element.removeEventListener('pointerleave', leave)
    }
  }, [root])
  return hovered ? <ShownValue {...hovered} /> : null
}

const ShownValue = ({ ref: { node, port, side }, at }: HoveredPort) => {
  const isInput = side === 'input' || side === 'body_input'
  const value = usePortValue({ node, port, is_input: isInput })
  if (value === undefined) return null
  return (
    <div className="last-value" role="status" data-port-value="" style={{ left: at.x, top: at.y }}>
      <LastValue value={value} />
    </div>
  )
}

const middleOf = (port: HTMLElement, root: HTMLElement): Position => {
  const [inner, outer] = [port.getBoundingClientRect(), root.getBoundingClientRect()]
  return { x: inner.x - outer.x + inner.width / 2, y: inner.y - outer.y + inner.height / 2 }
}
