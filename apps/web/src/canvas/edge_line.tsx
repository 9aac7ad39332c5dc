import { type EdgeProps, getBezierPath } from '@xyflow/react'
import { memo, type ReactNode, useState } from 'react'
import { useEditor } from '../document/editor_context.tsx'
import type { ConnectionRun } from '../runs/connection_run.ts'
import { EdgeValue } from './edge_value.tsx'
import type { FlowEdge } from './flow_types.ts'

export interface EdgeLineProps extends EdgeProps<FlowEdge> {
  run: ConnectionRun | undefined
  /** Which branch this is. */
  branch?: string
}

/** How far from the port its end is taken by: outside of the port's own hit area, which begins a new connection. */
const END_INSET = 20

/** The line of a connection with what can be seen and done on it: a wide invisible one to hit, ends to drag, `+` to insert. */
export const EdgeLine = memo((props: EdgeLineProps) => {
  const { id, selected, run, branch, sourceX, sourceY, targetX, targetY } = props
  const { canvas } = useEditor()
  const [isHovered, setHovered] = useState(false)
  const [path, labelX, labelY] = getBezierPath(props)
  const badge = run && badgeOf(run)
  const isOpen = isHovered || selected === true
  return (
    <g
      className="edge"
      data-run={run?.state}
      data-selected={selected || undefined}
      onMouseEnter={() => setHovered(true)}
      onMouseLeave={() => setHovered(false)}
    >
      <path d={path} className="edge-line" data-edge={id} />
      {run?.state === 'active' && <path d={path} className="edge-flow" />}
      <path d={path} className="react-flow__edge-interaction edge-hit" />
      {branch !== undefined && (
        <Tag
          x={sourceX + Math.min(56, (targetX - sourceX) / 4 + 16)}
          y={sourceY - 12}
          className="edge-branch"
        >
          {branch}
        </Tag>
      )}
      {badge !== undefined && !isOpen && (
        <Tag x={labelX} y={labelY} className="edge-count">
          {badge}
        </Tag>
      )}
      {isHovered && run?.value !== undefined && <EdgeValue x={labelX} y={labelY} value={run.value} />}
      {isOpen && (
        <>
          <circle
            className="edge-end nopan"
            data-end="source"
            data-edge={id}
            cx={sourceX + END_INSET}
            cy={sourceY}
            r={5}
          />
          <circle
            className="edge-end nopan"
            data-end="target"
            data-edge={id}
            cx={targetX - END_INSET}
            cy={targetY}
            r={5}
          />
          <g
            className="edge-plus nopan"
            role="button"
            aria-label="Insert a node here"
            transform={`translate(${labelX} ${labelY})`}
            onClick={(event) => {
              event.stopPropagation()
              canvas.current?.searchOnConnection(id)
            }}
          >
            <title>Insert a node here</title>
            <circle r={10} />
            <path d="M-4 0H4M0 -4V4" />
          </g>
        </>
      )}
    </g>
  )
})

/** How much went over it: items of a list, or how often where that is more than once. */
const badgeOf = ({ count, items }: ConnectionRun): string | undefined => {
  if (items !== null) return items === 1 ? '1 item' : `${items} items`
  return count > 1 ? `${count}×` : undefined
}

const Tag = ({
  x,
  y,
  className,
  title,
  children,
}: {
  x: number
  y: number
  className: string
  title?: string | undefined
  children: ReactNode
}) => (
  <text x={x} y={y} className={className} textAnchor="middle" dominantBaseline="central">
    {title !== undefined && <title>{title}</title>}
    {children}
  </text>
)
