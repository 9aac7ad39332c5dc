import { EdgeLine, type EdgeLineProps } from './edge_line.tsx'

/** A connection that carries data right now: its dashes move. Under reduced motion they stand. */
export const AnimatedEdge = (props: EdgeLineProps) => (
  <g className="edge-animated">
    <EdgeLine {...props} />
  </g>
)
