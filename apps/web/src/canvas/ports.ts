import { type Catalogue, type NodePorts, portsOf, type WorkflowNode } from '@llamanexus/workflow'

export type { NodePorts }

const known = new WeakMap<WorkflowNode, { catalogue: Catalogue; ports: NodePorts }>()

/** The ports of a node, worked out once for each version of its record. */
export const portsOfNode = (node: WorkflowNode, catalogue: Catalogue): NodePorts => {
  const last = known.get(node)
  if (last?.catalogue === catalogue) return last.ports
  const ports = portsOf(node, catalogue.get(node.type))
  known.set(node, { catalogue, ports })
  return ports
}
