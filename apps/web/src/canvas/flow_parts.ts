import type { EdgeTypes, NodeTypes, ReactFlowProps } from '@xyflow/react'
import { BaseEdge } from './base_edge.tsx'
import { BaseNode } from './base_node.tsx'
import { ConditionalEdge } from './conditional_edge.tsx'
import { ContainerNode } from './container_node.tsx'
import { MIN_ZOOM } from './create_canvas_api.ts'
import type { FlowEdge, FlowNode } from './flow_types.ts'
import { GroupNode } from './group_node.tsx'
import { NoteNode } from './note_node.tsx'

const nodeTypes: NodeTypes = {
  card: BaseNode,
  container: ContainerNode,
  note: NoteNode,
  group_frame: GroupNode,
}
const edgeTypes: EdgeTypes = { base: BaseEdge, conditional: ConditionalEdge }

/** What React Flow is told of every canvas, whether one edits on it or looks at it. */
export const flowParts = {
  nodeTypes,
  edgeTypes,
  onlyRenderVisibleElements: true,
  nodesConnectable: false,
  deleteKeyCode: null,
  zoomOnDoubleClick: false,
  minZoom: MIN_ZOOM,
  maxZoom: 2.5,
  elevateNodesOnSelect: false,
} as const satisfies ReactFlowProps<FlowNode, FlowEdge>
