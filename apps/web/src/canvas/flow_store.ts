import type { WorkflowNode } from '@llamanexus/workflow'
import type { EdgeChange, NodeChange } from '@xyflow/react'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DocumentState } from '../document/document_state.ts'
import type { DocumentStore } from '../document/document_store.ts'
import type { Editor } from '../document/editor_context.tsx'
import { flowEdgeOf } from './flow_edges.ts'
import { childrenByParent, type FlowContext, flowNodeOf, flowNoteOf, outermostFirst } from './flow_nodes.ts'
import type { FlowEdge, FlowNode } from './flow_types.ts'
import { groupMembers } from './group_members.ts'

export interface FlowState {
  nodes: FlowNode[]
  edges: FlowEdge[]
}

/** What React Flow draws, kept in step with the document and the selection; an object changes only when what it draws did. */
export interface FlowStore extends StoreApi<FlowState> {
  onNodesChange(changes: NodeChange<FlowNode>[]): void
  onEdgesChange(changes: EdgeChange<FlowEdge>[]): void
  /** Puts every node where the document has it: after a drag that changed nothing. */
  restore(): void
  /** Follows the document and the selection until the function it gives is called. */
  start(): () => void
}

type Sources = Pick<Editor, 'session' | 'catalogue'> & { document: Pick<DocumentStore, 'state'> }

export const createFlowStore = ({ document, session, catalogue }: Sources): FlowStore => {
  let state = document.state.getState()
  let children = childrenByParent(state)
  const cache = new Map<string, { node: WorkflowNode; parent: WorkflowNode | undefined; flow: FlowNode }>()
  const carried = new Map<string, readonly string[]>()
  const store = createStore<FlowState>(() => ({ nodes: allNodes(), edges: allEdges() }))

  function context(): FlowContext {
    return { state, catalogue, children, selected: session.getState().selected_nodes }
  }
  function allNodes(): FlowNode[] {
    const now = context()
    const notes = state.annotation_order.flatMap((id) => {
      const note = state.annotations[id]
      return note ? [flowNoteOf(note, now.selected)] : []
    })
    const nodes = outermostFirst(state, children).flatMap((id) => {
      const node = state.nodes[id]
      return node ? [cachedNode(node, now)] : []
    })
    return [...notes, ...nodes]
  }
  /** A card depends on its own record and its parent's only; most nodes cost one comparison at an edit. */
  function cachedNode(node: WorkflowNode, now: FlowContext): FlowNode {
    const parent = node.parent === undefined ? undefined : state.nodes[node.parent]
    const isSelected = now.selected.has(node.id)
    const last = cache.get(node.id)
    if (last && last.node === node && last.parent === parent && last.flow.selected === isSelected) {
      return last.flow
    }
    const flow = flowNodeOf(node, now)
    if (flow.type === 'card') cache.set(node.id, { node, parent, flow })
    else cache.delete(node.id)
    return flow
  }
  function allEdges(): FlowEdge[] {
    const now = { state, catalogue, selected: session.getState().selected_connections }
    return state.connection_order.flatMap((id) => {
      const connection = state.connections[id]
      const edge = connection && flowEdgeOf(connection, now)
      return edge ? [edge] : []
    })
  }

  /** A group that is dragged takes along what lay in it when the drag began. */
  function withCarried(changes: readonly NodeChange<FlowNode>[]): readonly NodeChange<FlowNode>[] {
    const more = changes.flatMap((change): NodeChange<FlowNode>[] => {
      const group = change.type === 'position' ? state.annotations[change.id] : undefined
      if (change.type !== 'position' || !change.position || group?.kind !== 'group') return []
      const members = carried.get(group.id) ?? groupMembers(group, { state, catalogue })
      carried.set(group.id, members)
      const by = { x: change.position.x - group.position.x, y: change.position.y - group.position.y }
      return members.flatMap((id) => {
        const at = (state.nodes[id] ?? state.annotations[id])?.position
        const isMovedItself = changes.some((other) => other.type === 'position' && other.id === id)
        return at && !isMovedItself
          ? [{ type: 'position' as const, id, position: { x: at.x + by.x, y: at.y + by.y } }]
          : []
      })
    })
    return more.length === 0 ? changes : [...changes, ...more]
  }

  const onDocument = (next: DocumentState, before: DocumentState) => {
    state = next
    if (next.nodes !== before.nodes) children = childrenByParent(next)
    const changesGraph = next.nodes !== before.nodes || next.annotations !== before.annotations
    store.setState((flow) => ({
      nodes: changesGraph ? keepSame(flow.nodes, allNodes()) : flow.nodes,
      edges:
        next.connections !== before.connections || next.nodes !== before.nodes
          ? keepSame(flow.edges, allEdges())
          : flow.edges,
    }))
  }

  return {
    ...store,
    onNodesChange: (changes) => {
      const moves = withCarried(changes)
      store.setState(({ nodes }) => ({ nodes: withSizes(withPositions(nodes, moves), changes) }))
      const selected = selectionAfter(session.getState().selected_nodes, changes)
      if (selected) session.select({ nodes: selected, connections: session.getState().selected_connections })
    },
    onEdgesChange: (changes) => {
      const selected = selectionAfter(session.getState().selected_connections, changes)
      if (selected) session.select({ connections: selected, nodes: session.getState().selected_nodes })
    },
    restore: () => {
      carried.clear()
      store.setState(({ nodes }) => ({ nodes: keepSame(nodes, allNodes()) }))
    },
    start: () => {
      onDocument(document.state.getState(), state)
      const stops = [
        document.state.subscribe(onDocument),
        session.subscribe((now, before) => {
          if (now.selected_nodes !== before.selected_nodes) {
            store.setState(({ nodes }) => ({ nodes: withSelection(nodes, now.selected_nodes) }))
          }
          if (now.selected_connections !== before.selected_connections) {
            store.setState(({ edges }) => ({ edges: withSelection(edges, now.selected_connections) }))
          }
        }),
      ]
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}

/** The new list with the old object wherever nothing that is drawn differs: React Flow renders by identity. */
const keepSame = <T extends FlowNode | FlowEdge>(before: readonly T[], after: T[]): T[] => {
  const old = new Map(before.map((item) => [item.id, item]))
  return after.map((item) => {
    const same = old.get(item.id)
    return same && (same === item || isSame(same, item)) ? same : item
  })
}

const isSame = (a: object, b: object): boolean => {
  const left = a as Record<string, unknown>
  const right = b as Record<string, unknown>
  const keys = new Set([...Object.keys(left), ...Object.keys(right)])
  for (const key of keys) {
    const one = left[key]
    const other = right[key]
    if (one === other) continue
    if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false
    if (JSON.stringify(one) !== JSON.stringify(other)) return false
  }
  return true
}

const withSelection = <T extends FlowNode | FlowEdge>(
  items: readonly T[],
  selected: ReadonlySet<string>,
): T[] =>
  items.map((item) =>
    (item.selected ?? false) === selected.has(item.id) ? item : { ...item, selected: selected.has(item.id) },
  )

/** While a drag lasts only the moved nodes become new objects; the document hears of it when it ends. */
const withPositions = (nodes: FlowNode[], changes: readonly NodeChange<FlowNode>[]): FlowNode[] => {
  const moved = new Map<string, { x: number; y: number }>()
  for (const change of changes) {
    if (change.type === 'position' && change.position) moved.set(change.id, change.position)
  }
  if (moved.size === 0) return nodes
  return nodes.map((node) => {
    const position = moved.get(node.id)
    return position ? { ...node, position } : node
  })
}

/** While a corner is being dragged: the box and the ports on its right wall follow. */
const withSizes = (nodes: FlowNode[], changes: readonly NodeChange<FlowNode>[]): FlowNode[] => {
  const sizes = new Map<string, { width: number; height: number }>()
  for (const change of changes) {
    if (change.type === 'dimensions' && change.dimensions && change.resizing) {
      sizes.set(change.id, change.dimensions)
    }
  }
  if (sizes.size === 0) return nodes
  return nodes.map((node) => {
    const size = sizes.get(node.id)
    if (!size) return node
    const by = size.width - (node.width ?? 0)
    const handles = node.handles?.map((handle) =>
      handle.id?.startsWith('output:') || handle.id?.startsWith('body_input:')
        ? { ...handle, x: handle.x + by }
        : handle,
    )
    return { ...node, ...size, measured: size, ...(handles && { handles }) }
  })
}

const selectionAfter = (
  selected: ReadonlySet<string>,
  changes: readonly { type: string; id?: string; selected?: boolean }[],
): Set<string> | undefined => {
  const selects = changes.filter(({ type }) => type === 'select')
  if (selects.length === 0) return undefined
  const next = new Set(selected)
  for (const { id, selected: isSelected } of selects) {
    if (id === undefined) continue
    if (isSelected) next.add(id)
    else next.delete(id)
  }
  return next
}
