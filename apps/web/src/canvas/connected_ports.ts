import type { DocumentState } from '../document/document_state.ts'
import { handleId, handlesOf } from './handle_id.ts'

type Index = ReadonlyMap<string, string>

const known = new WeakMap<DocumentState['connections'], { nodes: DocumentState['nodes']; index: Index }>()

/** The connected handles of a node as one string (` input:a output:b `), which stays equal while they do. */
export const connectedPorts = (state: DocumentState, node: string): string => {
  const last = known.get(state.connections)
  if (last?.nodes === state.nodes) return last.index.get(node) ?? ''
  const index = build(state)
  known.set(state.connections, { nodes: state.nodes, index })
  return index.get(node) ?? ''
}

const build = (state: DocumentState): Index => {
  const index = new Map<string, string>()
  const add = (node: string, handle: string) => index.set(node, `${index.get(node) ?? ' '}${handle} `)
  for (const connection of Object.values(state.connections)) {
    const sides = handlesOf(connection, state.nodes)
    add(connection.source_node, handleId(sides.source, connection.source_port))
    add(connection.target_node, handleId(sides.target, connection.target_port))
  }
  return index
}
