import type { NodeProps } from '@xyflow/react'
import type { FlowNode } from './flow_types.ts'
import { NodeCard } from './node_card.tsx'
import { renderCount } from './render_count.ts'

/** A node on the canvas. React Flow renders it at each step of its drag; the card inside only when what it shows has changed. */
export const BaseNode = ({ id, selected, width = 0 }: NodeProps<FlowNode>) => {
  renderCount.add(id)
  return <NodeCard id={id} width={width} selected={selected} />
}
