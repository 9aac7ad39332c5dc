import { type Cluster, clustersOf } from './clusters_of.ts'
import type { Connection, Workflow, WorkflowNode } from './document.ts'
import { loopIn } from './loop_in.ts'
import type { Catalogue, PortSpec } from './node_type.ts'
import { type NodePorts, portsOf } from './ports_of.ts'
import { type Reach, reachOf } from './reach_of.ts'

/**
 * Where a connection runs, by the parents of its ends: between siblings; from a container's inner port into its body;
 * from the body to its inner port; through a wall, which is an error; or with an end that does not exist.
 */
export type LinkScope = 'outer' | 'into_body' | 'from_body' | 'crossing' | 'dangling'

/** A connection with what it joins. */
export interface Link {
  connection: Connection
  /** Position among the document's connections. */
  index: number
  scope: LinkScope
  source?: WorkflowNode
  target?: WorkflowNode
  /** Undefined where the port does not exist. */
  source_port?: PortSpec
  target_port?: PortSpec
}

/** An index over a workflow. Made once, read often; it does not change with the document. */
export interface Graph {
  workflow: Workflow
  catalogue: Catalogue
  /** The first node of each id. */
  nodes: ReadonlyMap<string, WorkflowNode>
  /** All connections in document order. */
  links: readonly Link[]
  /** What feeds a node in its own frame: from siblings, or from the inner ports of its container. */
  incoming(nodeId: string): readonly Link[]
  /** Where a node's own outputs go: to siblings, or to the inner ports of its container. */
  outgoing(nodeId: string): readonly Link[]
  /** Nodes at an end of a connection that crosses a wall or has no other end. */
  faultyEnds: ReadonlySet<string>
  /** From a container's inner ports into its body. */
  intoBody(containerId: string): readonly Link[]
  /** From a body to its container's inner ports. */
  fromBody(containerId: string): readonly Link[]
  /** The nodes in a container, in document order; those of the root for undefined. */
  children(containerId: string | undefined): readonly WorkflowNode[]
  /** The containers a node is in, nearest first. Ends at a missing parent or where parents go in a circle. */
  ancestors(nodeId: string): readonly string[]
  ports(nodeId: string): NodePorts
  /** Whether connections lead from a node to another in the same scope. In a cycle a node is upstream of itself. */
  isUpstream(sourceId: string, targetId: string): boolean
  /** All nodes of its own scope from which connections lead to this node. */
  upstreamOf(nodeId: string): ReadonlySet<string>
  /** One loop for each set of nodes that feed each other, in the order of their connections: `[a, b]` is a → b → a. */
  cycles: readonly (readonly string[])[]
}

/** Indexes a workflow in time linear in its size. Tolerates every fault that validation reports. */
export function graphOf(workflow: Workflow, catalogue: Catalogue): Graph {
  const nodes = firstById(workflow.nodes)
  const portsById = new Map<string, NodePorts>()
  const ports = (id: string): NodePorts =>
    remembered(portsById, id, () => computePorts(nodes.get(id), catalogue))
  const links = workflow.connections.map((connection, index) => toLink(connection, index, nodes, ports))

  const incoming = groupBy(links, ({ scope, connection }) =>
    scope === 'outer' || scope === 'into_body' ? connection.target_node : undefined,
  )
  const outgoing = groupBy(links, ({ scope, connection }) =>
    scope === 'outer' || scope === 'from_body' ? connection.source_node : undefined,
  )
  const intoBody = groupBy(links, (link) =>
    link.scope === 'into_body' ? link.connection.source_node : undefined,
  )
  const fromBody = groupBy(links, (link) =>
    link.scope === 'from_body' ? link.connection.target_node : undefined,
  )
  const children = childrenByParent(nodes)
  const faultyEnds = new Set(
    links.flatMap(({ scope, connection: { source_node, target_node } }) =>
      scope === 'crossing' || scope === 'dangling' ? [source_node, target_node] : [],
    ),
  )

  const successorsById = new Map<string, string[]>()
  const successors = (id: string): readonly string[] =>
    remembered(successorsById, id, () => siblingTargets(outgoing.get(id) ?? []))
  const clusters = clustersOf([...nodes.keys()], successors)
  let reach: Reach | undefined
  const reachable = (): Reach => (reach ??= reachOf(clusters, successors))
  const ancestorsById = new Map<string, readonly string[]>()

  return {
    workflow,
    catalogue,
    nodes,
    links,
    incoming: (id) => incoming.get(id) ?? [],
    outgoing: (id) => outgoing.get(id) ?? [],
    faultyEnds,
    intoBody: (id) => intoBody.get(id) ?? [],
    fromBody: (id) => fromBody.get(id) ?? [],
    children: (id) => children.get(id) ?? [],
    ancestors: (id) => remembered(ancestorsById, id, () => ancestorsOf(id, nodes)),
    ports,
    isUpstream: (source, target) => reachable().isUpstream(source, target),
    upstreamOf: (id) => reachable().upstreamOf(id),
    cycles: clusters.filter((cluster) => isCyclic(cluster, successors)).map((c) => loopIn(c, successors)),
  }
}

function toLink(
  connection: Connection,
  index: number,
  nodes: ReadonlyMap<string, WorkflowNode>,
  ports: (id: string) => NodePorts,
): Link {
  const source = nodes.get(connection.source_node)
  const target = nodes.get(connection.target_node)
  const scope = source && target ? scopeOf(source, target) : 'dangling'
  const outputs = source && ports(source.id)[scope === 'into_body' ? 'body_outputs' : 'outputs']
  const inputs = target && ports(target.id)[scope === 'from_body' ? 'body_inputs' : 'inputs']
  return {
    connection,
    index,
    scope,
    source,
    target,
    source_port: outputs?.find((port) => port.id === connection.source_port),
    target_port: inputs?.find((port) => port.id === connection.target_port),
  }
}

/** The scope of a connection between two nodes, by where they live. */
export function scopeOf(source: WorkflowNode, target: WorkflowNode): Exclude<LinkScope, 'dangling'> {
  if (source.parent === target.parent) return 'outer'
  if (target.parent === source.id) return 'into_body'
  if (source.parent === target.id) return 'from_body'
  return 'crossing'
}

const NO_PORTS: NodePorts = { inputs: [], outputs: [], body_inputs: [], body_outputs: [] }

const computePorts = (node: WorkflowNode | undefined, catalogue: Catalogue): NodePorts =>
  node ? portsOf(node, catalogue.get(node.type)) : NO_PORTS

const siblingTargets = (links: readonly Link[]): string[] =>
  links.flatMap(({ scope, connection }) => (scope === 'outer' ? [connection.target_node] : []))

const isCyclic = (cluster: Cluster, successors: (id: string) => readonly string[]): boolean =>
  cluster.length > 1 || successors(cluster[0] as string).includes(cluster[0] as string)

function ancestorsOf(id: string, nodes: ReadonlyMap<string, WorkflowNode>): readonly string[] {
  const chain: string[] = []
  const seen = new Set([id])
  let parent = nodes.get(id)?.parent
  while (parent !== undefined && nodes.has(parent) && !seen.has(parent)) {
    chain.push(parent)
    seen.add(parent)
    parent = nodes.get(parent)?.parent
  }
  return chain
}

function firstById(list: readonly WorkflowNode[]): Map<string, WorkflowNode> {
  const nodes = new Map<string, WorkflowNode>()
  for (const node of list) if (!nodes.has(node.id)) nodes.set(node.id, node)
  return nodes
}

function childrenByParent(nodes: ReadonlyMap<string, WorkflowNode>): Map<string | undefined, WorkflowNode[]> {
  const children = new Map<string | undefined, WorkflowNode[]>()
  for (const node of nodes.values()) {
    const siblings = children.get(node.parent)
    if (siblings) siblings.push(node)
    else children.set(node.parent, [node])
  }
  return children
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

function remembered<V>(cache: Map<string, V>, key: string, make: () => V): V {
  const known = cache.get(key)
  if (known !== undefined) return known
  const made = make()
  cache.set(key, made)
  return made
}
