import { getBezierPath, Position, ViewportPortal } from '@xyflow/react'
import type { ConnectPreview } from './connect_drag.ts'
import { isSource } from './geometry.ts'

/** The connection that is being dragged, in the colour of its type, with the reason where it may not land. */
export const ConnectLine = ({ from, start, end, type, verdict }: ConnectPreview) => {
  const forward = isSource(from.side)
  const [path] = getBezierPath({
    sourceX: start.x,
    sourceY: start.y,
    sourcePosition: forward ? Position.Right : Position.Left,
    targetX: end.x,
    targetY: end.y,
    targetPosition: forward ? Position.Left : Position.Right,
  })
  return (
    <ViewportPortal>
      <svg
        className="connect-line port-colour"
        style={{ ['--port' as string]: `var(--port-${type})` }}
        aria-hidden
      >
        <path d={path} strokeDasharray={verdict && !verdict.ok ? '4 4' : undefined} />
      </svg>
      {verdict && !verdict.ok && (
        <div
          className="connect-reason"
          role="status"
          style={{ transform: `translate(${end.x + 14}px, ${end.y + 14}px)` }}
        >
          {verdict.reason}
        </div>
      )}
    </ViewportPortal>
  )
}
