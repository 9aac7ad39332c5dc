import type { EdgeProps } from '@xyflow/react'
import { useConnection } from '../document/editor_context.tsx'
import { useConnectionRun } from '../runs/run_context.tsx'
import { AnimatedEdge } from './animated_edge.tsx'
import { EdgeLine } from './edge_line.tsx'
import type { FlowEdge } from './flow_types.ts'

/** One way of a branch, with its name at its start. */
export const ConditionalEdge = (props: EdgeProps<FlowEdge>) => {
  const run = useConnectionRun(props.id)
  const branch = useConnection(props.id)?.source_port ?? ''
  const Line = run?.state === 'active' ? AnimatedEdge : EdgeLine
  return (
    <g className="edge-conditional" data-branch={branch}>
      <Line {...props} run={run} branch={branch} />
    </g>
  )
}
