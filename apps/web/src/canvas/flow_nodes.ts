import type { Annotation, Catalogue, WorkflowNode } from '@llamanexus/workflow'
import { type NodeHandle, Position } from '@xyflow/react'
import type { DocumentState } from '../document/document_state.ts'
import { type FlowNode, NO_DATA } from './flow_types.ts'
import { type Box, bodyTop, CARD_WIDTH, cardHeight, containerSize, isSource, placePorts } from './geometry.ts'
import { handleId } from './handle_id.ts'
import { portsOfNode } from './ports.ts'

export interface FlowContext {
  state: DocumentState
  catalogue: Catalogue
  selected: ReadonlySet<string>
  /** Bodies by container, from `childrenByParent`. */
  children: ReadonlyMap<string, readonly WorkflowNode[]>
}

/** Which nodes live in which container, in document order. */
export const childrenByParent = (state: DocumentState): Map<string, WorkflowNode[]> => {
  const children = new Map<string, WorkflowNode[]>()
  for (const id of state.node_order) {
    const node = state.nodes[id]
    if (!node?.parent) continue
    const siblings = children.get(node.parent)
    if (siblings) siblings.push(node)
    else children.set(node.parent, [node])
  }
  return children
}

/** Node ids with every container before what lives in it, as React Flow needs them. */
export const outermostFirst = (state: DocumentState, children: FlowContext['children']): string[] => {
  const order: string[] = []
  const seen = new Set<string>()
  const visit = (id: string) => {
    if (seen.has(id)) return
    seen.add(id)
    order.push(id)
    for (const child of children.get(id) ?? []) visit(child.id)
  }
  for (const id of state.node_order) if (!hasParent(state, id)) visit(id)
  // What is left lives in a circle of parents, which validation reports; it is shown at the root.
  for (const id of state.node_order) visit(id)
  return order
}

const hasParent = (state: DocumentState, id: string): boolean => {
  const parent = state.nodes[id]?.parent
  return parent !== undefined && state.nodes[parent] !== undefined
}

/** The React Flow node of a document node, with its size and handles declared, so that it can be culled before it is ever drawn. */
export const flowNodeOf = (node: WorkflowNode, context: FlowContext): FlowNode => {
  const { width, height, y, x, isContainer } = boxOf(node, context)
  const ports = portsOfNode(node, context.catalogue)
  const handles: NodeHandle[] = placePorts(ports, width).map(({ side, port, x, y }) => ({
    id: handleId(side, port.id),
    type: isSource(side) ? 'source' : 'target',
    position: isSource(side) ? Position.Right : Position.Left,
    x,
    y,
    width: 0.01,
    height: 0.01,
  }))
  return {
    id: node.id,
    type: isContainer ? 'container' : 'card',
    data: NO_DATA,
    position: { x, y },
    ...(node.parent !== undefined && context.state.nodes[node.parent] ? { parentId: node.parent } : {}),
    width,
    height,
    measured: { width, height },
    handles,
    selected: context.selected.has(node.id),
    ariaLabel: node.label ?? context.catalogue.get(node.type)?.name ?? node.type,
  }
}

/** The React Flow node of a sticky note, or of a group's frame. */
export const flowNoteOf = (note: Annotation, selected: ReadonlySet<string>): FlowNode => ({
  id: note.id,
  type: note.kind === 'group' ? 'group_frame' : 'note',
  data: NO_DATA,
  position: note.position,
  width: note.size.width,
  height: note.size.height,
  measured: { ...note.size },
  handles: [],
  selected: selected.has(note.id),
  ...(note.kind === 'group'
    ? { zIndex: -2, dragHandle: '.group-title', ariaLabel: `Group: ${note.text || 'unnamed'}` }
    : { zIndex: -1, ariaLabel: note.text ? `Note: ${note.text}` : 'Empty note' }),
})

/** A node's box in its parent's card. Positions in a container count from the top of its body. */
export const boxOf = (
  node: WorkflowNode,
  context: Omit<FlowContext, 'selected'>,
  within: readonly string[] = [],
): Box & { isContainer: boolean } => {
  const { catalogue, children, state } = context
  const ports = portsOfNode(node, catalogue)
  const parent = node.parent === undefined ? undefined : state.nodes[node.parent]
  const offset = parent ? bodyTop(portsOfNode(parent, catalogue)) : 0
  const body = children.get(node.id) ?? []
  const isContainer = catalogue.get(node.type)?.role === 'container' || body.length > 0
  const at = { x: node.position.x, y: node.position.y + offset, isContainer }
  if (!isContainer) return { ...at, width: CARD_WIDTH, height: cardHeight(ports) }
  const inner = within.includes(node.id)
    ? []
    : body.map((child) => {
        const box = boxOf(child, context, [...within, node.id])
        return { ...box, y: child.position.y }
      })
  return { ...at, ...containerSize(ports, inner, node.size) }
}
