import type { Transaction } from '../transaction.ts'
import { freshId } from './fresh_id.ts'

export interface Selection {
  nodes: Iterable<string>
  connections?: Iterable<string>
}

/** Removes nodes, notes and connections. */
export const deleteSelection = (transaction: Transaction, { nodes, connections = [] }: Selection): void => {
  for (const id of connections) transaction.removeConnection(id)
  for (const id of nodes) {
    if (transaction.state.annotations[id]) transaction.removeAnnotation(id)
    else if (transaction.state.nodes[id]) transaction.removeNode(id)
  }
}

/** Removes nodes and joins what fed each of them to what it fed, where it had one connection in and one or more out. */
export const deleteAndHeal = (transaction: Transaction, selection: Selection): void => {
  for (const id of selection.nodes) {
    const connections = Object.values(transaction.state.connections)
    const incoming = connections.filter((connection) => connection.target_node === id)
    const outgoing = connections.filter((connection) => connection.source_node === id)
    const feed = incoming.length === 1 ? incoming[0] : undefined
    deleteSelection(transaction, { nodes: [id] })
    if (!feed) continue
    for (const connection of outgoing) {
      // What lived in a container has gone with it.
      if (!transaction.state.nodes[connection.target_node]) continue
      transaction.setConnection({
        ...connection,
        id: freshId(connection.id, (taken) => transaction.state.connections[taken] !== undefined),
        source_node: feed.source_node,
        source_port: feed.source_port,
      })
    }
  }
  deleteSelection(transaction, { nodes: [], connections: selection.connections ?? [] })
}
