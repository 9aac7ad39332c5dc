import type { EdgeProps } from '@xyflow/react'
import { useConnectionRun } from '../runs/run_context.tsx'
import { AnimatedEdge } from './animated_edge.tsx'
import { EdgeLine } from './edge_line.tsx'
import type { FlowEdge } from './flow_types.ts'

/** An ordinary connection; while data flows through it, an animated one. */
export const BaseEdge = (props: EdgeProps<FlowEdge>) => {
  const run = useConnectionRun(props.id)
  return run?.state === 'active' ? <AnimatedEdge {...props} run={run} /> : <EdgeLine {...props} run={run} />
}
