import type { Fix, JsonValue, WorkflowNode } from '@llamanexus/workflow'
import type { Transaction } from '../document/transaction.ts'
import { withValue } from './set_value.ts'

/** Does what a finding offers, as one step of undo. */
export const applyFix = (transaction: Transaction, fix: Fix): void => {
  switch (fix.kind) {
    case 'remove_connection':
      return transaction.removeConnection(fix.connection_id)
    case 'set':
      return setAt(transaction, fix.pointer, fix.value as JsonValue)
    case 'add_node':
      return addNode(transaction, fix)
    case 'wrap_in_container':
      return wrap(transaction, fix)
  }
}

/** Pointers lead into a node by its place, or to something in the settings or variables. */
const setAt = (transaction: Transaction, pointer: string, value: JsonValue) => {
  const [, collection, key = '', ...rest] = pointer.split('/')
  if (collection === 'settings') transaction.setSetting(key, value)
  else if (collection === 'variables') transaction.setVariable(key, value)
  else if (collection === 'nodes') {
    const id = transaction.state.node_order[Number(key)]
    if (id) transaction.updateNode(id, (node) => withValue(node, `/${rest.join('/')}`, value))
  }
}

const addNode = (
  transaction: Transaction,
  { node, connections, remove_connections: removed }: Extract<Fix, { kind: 'add_node' }>,
) => {
  const { nodes } = transaction.state
  const source = nodes[connections.find((one) => one.target_node === node.id)?.source_node ?? '']
  const target = nodes[connections.find((one) => one.source_node === node.id)?.target_node ?? '']
  for (const id of removed) transaction.removeConnection(id)
  transaction.setNode({ ...node, position: between(source, target) })
  for (const connection of connections) transaction.setConnection(connection)
}

const wrap = (
  transaction: Transaction,
  { container, nodes: ids }: Extract<Fix, { kind: 'wrap_in_container' }>,
) => {
  const { nodes } = transaction.state
  const body = ids.flatMap((id) => nodes[id] ?? [])
  const [first] = body
  if (!first) return
  const left = Math.min(...body.map((node) => node.position.x))
  const top = Math.min(...body.map((node) => node.position.y))
  const id = freshId(container, nodes)
  transaction.setNode({
    id,
    type: container,
    config: {},
    position: { x: left - 48, y: top - 96 },
    size: {
      width: Math.max(...body.map((node) => node.position.x)) - left + 336,
      height: Math.max(...body.map((node) => node.position.y)) - top + 264,
    },
    ...(first.parent === undefined ? {} : { parent: first.parent }),
  })
  for (const node of body) {
    const position = { x: node.position.x - left + 48, y: node.position.y - top + 96 }
    transaction.updateNode(node.id, (before) => ({ ...before, parent: id, position }))
  }
  // The connection that closed the circle now carries the state to the next round.
  const inside = new Set(ids)
  for (const connection of Object.values(transaction.state.connections)) {
    const isBack =
      connection.target_node === first.id &&
      inside.has(connection.source_node) &&
      inside.has(connection.target_node)
    if (isBack) transaction.setConnection({ ...connection, target_node: id, target_port: 'next' })
  }
}

const between = (source: WorkflowNode | undefined, target: WorkflowNode | undefined) => {
  if (source && target) {
    return {
      x: (source.position.x + target.position.x) / 2,
      y: (source.position.y + target.position.y) / 2 + 32,
    }
  }
  const near = source ?? target
  return near ? { x: near.position.x + (source ? 288 : -288), y: near.position.y } : { x: 0, y: 0 }
}

const freshId = (wish: string, nodes: Readonly<Record<string, unknown>>): string => {
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? wish : `${wish}_${count}`
    if (!Object.hasOwn(nodes, id)) return id
  }
}
