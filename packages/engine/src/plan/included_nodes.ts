import type { Workflow } from '@llamanexus/workflow'

/**
 * The nodes that take part in a run. Without `until`: all that are connected, in a document that has connections.
 * With it: that node, what is upstream of it, the containers around those, and all bodies of containers upstream.
 */
export function includedNodes(workflow: Workflow, until: string | undefined): ReadonlySet<string> {
  return until === undefined ? connectedNodes(workflow) : nodesUpTo(workflow, until)
}

function connectedNodes({ nodes, connections }: Workflow): ReadonlySet<string> {
  if (connections.length === 0) return new Set(nodes.map((node) => node.id))
  return new Set(connections.flatMap((connection) => [connection.source_node, connection.target_node]))
}

function nodesUpTo({ nodes, connections }: Workflow, until: string): ReadonlySet<string> {
  const parents = new Map(nodes.map((node) => [node.id, node.parent]))
  const children = Map.groupBy(nodes, (node) => node.parent)
  const incoming = Map.groupBy(connections, (connection) => connection.target_node)
  const included = new Set<string>()
  /** Containers that are only there because what is wanted lies inside of them: not all of their body runs. */
  const around = new Set<string>()
  for (let id = parents.get(until); id !== undefined; id = parents.get(id)) around.add(id)

  const work = [until]
  for (let id = work.pop(); id !== undefined; id = work.pop()) {
    if (included.has(id)) continue
    included.add(id)
    const parent = parents.get(id)
    if (parent !== undefined) work.push(parent)
    for (const { source_node } of incoming.get(id) ?? [])
      if (!(around.has(id) && parents.get(source_node) === id)) work.push(source_node)
    if (!around.has(id)) for (const child of children.get(id) ?? []) work.push(child.id)
  }
  return included
}
