import type { JsonValue } from '@llamanexus/workflow'
import { EdgeLabelRenderer, useStore } from '@xyflow/react'
import { previewOf } from './preview_of.ts'

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
        className="edge-value"
        role="status"
        style={{ transform: `translate(${x}px, ${y}px) scale(${1 / zoom}) translate(-50%, 18px)` }}
      >
        <b>{kindOf(value)}</b>
        <pre>{previewOf(value)}</pre>
      </div>
    </EdgeLabelRenderer>
  )
}

const kindOf = (value: JsonValue): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.length === 1 ? 'array of 1 item' : `array of ${value.length} items`
  return typeof value
}
