import type { Connection, Workflow } from './document.ts'
import { type Graph, graphOf } from './graph_of.ts'
import { areExclusive, type Guards, livenessOf } from './liveness_of.ts'
import type { Catalogue } from './node_type.ts'

/** Whether two connections of a workflow can never both be live, so that they may share an ordinary input port. */
export function exclusive(workflow: Workflow, catalogue: Catalogue, a: Connection, b: Connection): boolean {
  const graph = graphOf(workflow, catalogue)
  const liveness = livenessOf(graph)
  const guards = (connection: Connection): Guards =>
    liveness.outputGuards(connection.source_node, connection.source_port, isInner(graph, connection))
  return areExclusive(guards(a), guards(b))
}

/** Whether a connection starts at an inner port of a container. */
export const isInner = (graph: Graph, { source_node, target_node }: Connection): boolean =>
  graph.nodes.get(target_node)?.parent === source_node
