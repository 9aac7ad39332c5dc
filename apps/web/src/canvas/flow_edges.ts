import type { Catalogue, Connection } from '@llamanexus/workflow'
import type { DocumentState } from '../document/document_state.ts'
import { type FlowEdge, NO_DATA } from './flow_types.ts'
import { handleId, handlesOf } from './handle_id.ts'
import { portsOfNode } from './ports.ts'

/** The React Flow edge of a connection, or undefined while one of its ends or ports is missing (validation says which). */
export const flowEdgeOf = (
  connection: Connection,
  {
    state,
    catalogue,
    selected,
  }: { state: DocumentState; catalogue: Catalogue; selected: ReadonlySet<string> },
): FlowEdge | undefined => {
  const source = state.nodes[connection.source_node]
  const target = state.nodes[connection.target_node]
  if (!source || !target) return undefined
  const sides = handlesOf(connection, state.nodes)
  const outputs = portsOfNode(source, catalogue)[sides.source === 'output' ? 'outputs' : 'body_outputs']
  const inputs = portsOfNode(target, catalogue)[sides.target === 'input' ? 'inputs' : 'body_inputs']
  const isThere =
    outputs.some(({ id }) => id === connection.source_port) &&
    inputs.some(({ id }) => id === connection.target_port)
  if (!isThere) return undefined
  return {
    id: connection.id,
    type: isBranch(connection, catalogue, source.type) ? 'conditional' : 'base',
    source: connection.source_node,
    target: connection.target_node,
    sourceHandle: handleId(sides.source, connection.source_port),
    targetHandle: handleId(sides.target, connection.target_port),
    data: NO_DATA,
    selected: selected.has(connection.id),
    ariaLabel: `Connection from ${nameOf(source.label, source.type)} ${connection.source_port} to ${nameOf(target.label, target.type)} ${connection.target_port}`,
  }
}

/** Only one way of several is taken here, so the edge says which. */
const isBranch = (connection: Connection, catalogue: Catalogue, type: string): boolean =>
  catalogue.get(type)?.branches !== undefined || connection.source_port === 'error'

const nameOf = (label: string | undefined, type: string): string => label ?? type
