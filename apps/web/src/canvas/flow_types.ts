import type { Edge, Node } from '@xyflow/react'

/** A node as React Flow holds it: where it is and how large. Everything else is read from the document by id. */
export type FlowNode = Node<Record<string, never>, 'card' | 'container' | 'note' | 'group_frame'>

export type FlowEdge = Edge<Record<string, never>, 'base' | 'conditional'>

/** One object for all: nodes and edges carry no data of their own, so nothing renders because data changed. */
export const NO_DATA: Record<string, never> = {}
