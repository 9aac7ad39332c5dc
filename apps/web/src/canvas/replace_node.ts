import type { NodeTypeInfo, WorkflowNode } from '@llamanexus/workflow'
import type { Editor } from '../document/editor_context.tsx'
import { newNode } from '../document/operations/new_node.ts'
import { bestPort, join } from './add_node.ts'
import { handlesOf } from './handle_id.ts'
import type { PortRef } from './link_rule.ts'
import { portsOfNode } from './ports.ts'

/** Puts a node of another type in a node's place, under the same id, and keeps every connection that a port of it can take. */
export const replaceNode = ({ document, catalogue }: Editor, id: string, info: NodeTypeInfo): void => {
  document.edit(`Replace with ${info.name}`, (t) => {
    const old = t.state.nodes[id]
    if (!old) return
    const connections = Object.values(t.state.connections).filter(
      ({ source_node, target_node }) => source_node === id || target_node === id,
    )
    const ends = connections.map((connection) => otherEnd(connection, id, t.state.nodes))
    for (const connection of connections) t.removeConnection(connection.id)
    t.setNode(inPlaceOf(old, info))
    for (const [index, connection] of connections.entries()) {
      const end = ends[index]
      const node = t.state.nodes[id]
      if (!end || !node) continue
      const ports = portsOfNode(node, catalogue)
      const isSource = connection.source_node === id
      const same = (isSource ? ports.outputs : ports.inputs).some(
        (port) => port.id === (isSource ? connection.source_port : connection.target_port),
      )
      if (same) {
        t.setConnection(connection)
        continue
      }
      const best = bestPort({ state: t.state, catalogue }, end, id)
      if (best) join(t, end, best)
    }
  })
}

const inPlaceOf = (old: WorkflowNode, info: NodeTypeInfo): WorkflowNode => ({
  ...newNode({ id: old.id, info, position: old.position, parent: old.parent }),
  ...(old.label === undefined ? {} : { label: old.label }),
  ...(old.notes === undefined ? {} : { notes: old.notes }),
  ...(old.inputs === undefined ? {} : { inputs: old.inputs }),
})

const otherEnd = (
  connection: Parameters<typeof handlesOf>[0],
  id: string,
  nodes: Parameters<typeof handlesOf>[1],
): PortRef => {
  const sides = handlesOf(connection, nodes)
  return connection.source_node === id
    ? { node: connection.target_node, side: sides.target, port: connection.target_port }
    : { node: connection.source_node, side: sides.source, port: connection.source_port }
}
