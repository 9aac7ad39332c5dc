import type { NodeTypeInfo, Position } from '@llamanexus/workflow'
import type { Editor } from '../document/editor_context.tsx'
import { freshId } from '../document/operations/fresh_id.ts'
import { newNode } from '../document/operations/new_node.ts'
import type { Transaction } from '../document/transaction.ts'
import { cardBox, siblingBoxes } from './card_boxes.ts'
import { freeSpot } from './free_spot.ts'
import { bodyTop, CARD_WIDTH, isSource, snapped } from './geometry.ts'
import { judgeLink, type PortRef, portsOnSide } from './link_rule.ts'
import { portsOfNode } from './ports.ts'

export interface AddRequest {
  info: NodeTypeInfo
  /** Position in the parent, or on the canvas. */
  at: Position
  parent?: string | undefined
  /** Nobody pointed at the place: it goes where it covers no other card. */
  is_rough?: boolean
  /** Joined to this port by the best port of the new node. */
  from?: PortRef | undefined
  /** Put between the ends of this connection. */
  connection?: string | undefined
}

/** Adds a node as one step of undo, joined to what it was asked for with, and selects it. Gives its id. */
export const addNode = (editor: Editor, request: AddRequest): string => {
  let id = ''
  editor.document.edit(`Add ${request.info.name}`, (transaction) => {
    id = put(transaction, editor, request)
    if (request.from) joinBest(transaction, editor, request.from, id)
    if (request.connection !== undefined) insertInto(transaction, editor, request.connection, id)
  })
  editor.session.select({ nodes: [id] })
  return id
}

const put = (transaction: Transaction, editor: Editor, request: AddRequest): string => {
  const { info, at, parent, is_rough: isRough = false } = request
  const { nodes, annotations } = transaction.state
  const id = freshId(info.type, (name) => nodes[name] !== undefined || annotations[name] !== undefined)
  const node = newNode({ id, info, position: { x: snapped(at.x), y: snapped(at.y) }, parent })
  const position = isRough
    ? freeSpot(cardBox(node, editor), siblingBoxes(editor, nodes, parent))
    : freePlace(transaction, node.position, parent)
  transaction.setNode({ ...node, position })
  return id
}

/** The place itself, or one a little lower and to the right while another node stands exactly there. */
const freePlace = (transaction: Transaction, at: Position, parent: string | undefined): Position => {
  const isTaken = Object.values(transaction.state.nodes).some(
    (node) =>
      node.parent === parent &&
      Math.abs(node.position.x - at.x) < 16 &&
      Math.abs(node.position.y - at.y) < 16,
  )
  return isTaken ? freePlace(transaction, { x: at.x + 24, y: at.y + 24 }, parent) : at
}

/** Joins a port with the first port of a node that takes it: the right type before `any`, data before `after`. */
export const joinBest = (
  transaction: Transaction,
  { catalogue }: Pick<Editor, 'catalogue'>,
  from: PortRef,
  node: string,
): boolean => {
  const best = bestPort({ state: transaction.state, catalogue }, from, node)
  if (best) join(transaction, from, best)
  return best !== undefined
}

/** The port of a node that fits best, free ones first. */
export const bestPort = (
  rules: Parameters<typeof judgeLink>[2],
  from: PortRef,
  id: string,
): PortRef | undefined => {
  const node = rules.state.nodes[id]
  const origin = rules.state.nodes[from.node]
  if (!node || !origin) return undefined
  const sides = isSource(from.side)
    ? (['input', 'body_input'] as const)
    : (['output', 'body_output'] as const)
  const type = portsOnSide(origin, from.side, rules.catalogue).find((port) => port.id === from.port)?.type
  const connected = new Set(
    Object.values(rules.state.connections).map(
      ({ target_node, target_port }) => `${target_node} ${target_port}`,
    ),
  )
  const candidates = sides.flatMap((side) =>
    portsOnSide(node, side, rules.catalogue).map((port, index) => ({
      ref: { node: id, side, port: port.id },
      score:
        (port.id === 'after' || port.id === 'error' ? 1000 : 0) +
        (isSource(from.side) && connected.has(`${id} ${port.id}`) && !port.many ? 500 : 0) +
        (port.type === type ? 0 : 20) +
        (port.required ? 0 : 10) +
        index,
    })),
  )
  return candidates.toSorted((a, b) => a.score - b.score).find(({ ref }) => judgeLink(from, ref, rules).ok)
    ?.ref
}

/**
 * Makes the connection. What an input already has stays: two branches of one condition may meet in it, and where they
 * may not, validation says so and offers a merge.
 */
export const join = (transaction: Transaction, from: PortRef, to: PortRef): string => {
  const [source, target] = isSource(from.side) ? [from, to] : [to, from]
  const { connections } = transaction.state
  const id = freshId(`${source.node}_${target.node}`, (name) => connections[name] !== undefined)
  transaction.setConnection({
    id,
    source_node: source.node,
    source_port: source.port,
    target_node: target.node,
    target_port: target.port,
  })
  return id
}

const insertInto = (transaction: Transaction, editor: Editor, connectionId: string, id: string): void => {
  const connection = transaction.state.connections[connectionId]
  if (!connection) return
  const { nodes } = transaction.state
  const source = nodes[connection.source_node]
  const target = nodes[connection.target_node]
  if (!source || !target) return
  transaction.removeConnection(connectionId)
  const before: PortRef = {
    node: source.id,
    side: target.parent === source.id ? 'body_output' : 'output',
    port: connection.source_port,
  }
  const after: PortRef = {
    node: target.id,
    side: source.parent === target.id ? 'body_input' : 'input',
    port: connection.target_port,
  }
  joinBest(transaction, editor, before, id)
  joinBest(transaction, editor, after, id)
}

/** Where a node goes that is added from a port: beside it, in the same scope. */
export const placeBeside = (
  editor: Editor,
  from: PortRef,
  at: Position,
): { at: Position; parent: string | undefined } => {
  const { nodes } = editor.document.state.getState()
  const origin = nodes[from.node]
  const isInner = from.side === 'body_input' || from.side === 'body_output'
  const parent = isInner ? from.node : origin?.parent
  return {
    parent,
    at: toParent(editor, { x: at.x - (isSource(from.side) ? 0 : CARD_WIDTH), y: at.y }, parent),
  }
}

/** Canvas coordinates to those of a container's body. */
export const toParent = (editor: Editor, at: Position, parent: string | undefined): Position => {
  const node = parent === undefined ? undefined : editor.document.state.getState().nodes[parent]
  const box = parent === undefined ? undefined : editor.canvas.current?.boxOf(parent)
  if (!node || !box) return at
  return {
    x: Math.max(24, at.x - box.x),
    y: Math.max(16, at.y - box.y - bodyTop(portsOfNode(node, editor.catalogue))),
  }
}
