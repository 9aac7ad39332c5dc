import type { Annotation, Connection, Position, WorkflowNode } from '@llamanexus/workflow'
import type { DocumentState } from '../document_state.ts'
import { type Transaction, withDescendants } from '../transaction.ts'
import { freshId } from './fresh_id.ts'

/** What copying puts on the system's clipboard, as JSON text: a part of a workflow that any editor can take. */
export interface ClipboardPart {
  kind: 'llamanexus/nodes'
  nodes: WorkflowNode[]
  connections: Connection[]
  annotations: Annotation[]
}

/** The chosen nodes with their bodies and the connections among them. */
export const copyPart = (state: DocumentState, chosen: Iterable<string>): ClipboardPart => {
  const ids = new Set([...chosen].flatMap((id) => (state.nodes[id] ? withDescendants(state, id) : [])))
  const nodes = state.node_order.flatMap((id) => (ids.has(id) ? (state.nodes[id] ?? []) : []))
  return {
    kind: 'llamanexus/nodes',
    // A node that is copied without its container has nothing to live in.
    nodes: nodes.map(({ parent, ...node }) =>
      parent !== undefined && ids.has(parent) ? { ...node, parent } : node,
    ),
    connections: state.connection_order.flatMap((id) => {
      const connection = state.connections[id]
      return connection && ids.has(connection.source_node) && ids.has(connection.target_node)
        ? [connection]
        : []
    }),
    annotations: [...chosen].flatMap((id) => state.annotations[id] ?? []),
  }
}

/** Reads clipboard text; undefined for anything that is not a part or a whole workflow. Data is never evaluated. */
export const parsePart = (text: string): ClipboardPart | undefined => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { nodes, connections = [], annotations = [] } = value as Record<string, unknown>
  if (!Array.isArray(nodes) || !nodes.every(isNode)) return undefined
  if (!Array.isArray(connections) || !connections.every(isConnection)) return undefined
  if (!Array.isArray(annotations) || !annotations.every(isAnnotation)) return undefined
  return { kind: 'llamanexus/nodes', nodes, connections, annotations }
}

/** Adds a part under fresh ids, its top left corner at `at`; expressions that read a renamed node follow it. Gives the new root ids. */
export const pastePart = (
  transaction: Transaction,
  part: ClipboardPart,
  { at, parent }: { at: Position; parent?: string | undefined },
): string[] => {
  const { state } = transaction
  const names = new Map<string, string>()
  const taken = new Set([...Object.keys(state.nodes), ...Object.keys(state.annotations)])
  const rename = (id: string): string => {
    const fresh = freshId(id, (name) => taken.has(name))
    taken.add(fresh)
    names.set(id, fresh)
    return fresh
  }
  for (const { id } of part.nodes) rename(id)
  const roots = part.nodes.filter((node) => node.parent === undefined || !names.has(node.parent))
  const corner = topLeft([...roots, ...part.annotations].map(({ position }) => position))
  const placed = (position: Position): Position => ({
    x: at.x + position.x - corner.x,
    y: at.y + position.y - corner.y,
  })
  for (const { parent: oldParent, ...node } of part.nodes) {
    const inner = oldParent === undefined ? undefined : names.get(oldParent)
    const home = inner ?? parent
    transaction.setNode({
      ...renamedReferences(node, names),
      id: names.get(node.id) ?? node.id,
      position: inner === undefined ? placed(node.position) : node.position,
      ...(home === undefined ? {} : { parent: home }),
    })
  }
  for (const connection of part.connections) {
    const source_node = names.get(connection.source_node)
    const target_node = names.get(connection.target_node)
    if (source_node === undefined || target_node === undefined) continue
    const id = freshId(connection.id, (name) => transaction.state.connections[name] !== undefined)
    transaction.setConnection({ ...connection, id, source_node, target_node })
  }
  const notes = part.annotations.map((note) => {
    const id = rename(note.id)
    transaction.setAnnotation({ ...note, id, position: placed(note.position) })
    return id
  })
  return [...roots.map(({ id }) => names.get(id) ?? id), ...notes]
}

const topLeft = (positions: readonly Position[]): Position => ({
  x: Math.min(...positions.map(({ x }) => x)),
  y: Math.min(...positions.map(({ y }) => y)),
})

/** `nodes.old.port` in a copied node's expressions reads the copy of `old`, where that was copied too. */
const renamedReferences = <T extends Omit<WorkflowNode, 'parent'>>(
  node: T,
  names: ReadonlyMap<string, string>,
): T => {
  const rename = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return value.replaceAll(/\bnodes\.([A-Za-z0-9_]+)/g, (whole, id: string) =>
        names.has(id) ? `nodes.${names.get(id)}` : whole,
      )
    }
    if (Array.isArray(value)) return value.map(rename)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rename(inner)]))
  }
  return {
    ...node,
    config: rename(node.config),
    ...(node.inputs === undefined ? {} : { inputs: rename(node.inputs) }),
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isPosition = (value: unknown): value is Position =>
  isRecord(value) && Number.isFinite(value['x']) && Number.isFinite(value['y'])

const isNode = (value: unknown): value is WorkflowNode =>
  isRecord(value) &&
  typeof value['id'] === 'string' &&
  typeof value['type'] === 'string' &&
  isPosition(value['position']) &&
  isRecord(value['config'])

const isConnection = (value: unknown): value is Connection =>
  isRecord(value) &&
  ['id', 'source_node', 'source_port', 'target_node', 'target_port'].every(
    (key) => typeof value[key] === 'string',
  )

const isAnnotation = (value: unknown): value is Annotation =>
  isRecord(value) &&
  typeof value['id'] === 'string' &&
  isPosition(value['position']) &&
  isRecord(value['size'])
