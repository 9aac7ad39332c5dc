import type { JsonValue } from '@llamanexus/workflow'
import { EdgeLabelRenderer, useStore } from '@xyflow/react'
import { LastValue } from './last_value.tsx'

interface EdgeValueProps {
  x: number
  y: number
  value: JsonValue
}

/** The last value that went over a connection, as large at every zoom. */
export const EdgeValue = ({ x, y, value }: EdgeValueProps) => {
  const zoom = useStore((state) => state.transform[2])
  return (
    <EdgeLabelRenderer>
      <div
        className="last-value"
        role="status"
        style={{ transform: `translate(${x}px, ${y}px) scale(${1 / zoom}) translate(-50%, 18px)` }}
      >
        <LastValue value={value} />
      </div>
    </EdgeLabelRenderer>
  )
}
