import type { Connection, JsonObject, JsonValue, WorkflowNode } from '@llamanexus/workflow'
import type { RunState } from '../runs/run_store.ts'

interface Graph {
  nodes: Readonly<Record<string, WorkflowNode>>
  connections: readonly Connection[]
}

interface ScopeSource {
  node: WorkflowNode
  nodes: Graph['nodes']
  upstream: readonly string[]
  variables: JsonObject
  run: Pick<RunState, 'records' | 'nodes'>
}

/** What an expression in a node can read, with the values of the run that is shown. */
export const expressionScope = ({ node, nodes, upstream, variables, run }: ScopeSource): JsonObject => {
  const outputs = Object.fromEntries(
    upstream.flatMap((id) => {
      const record = run.nodes.get(id)
      return record && Object.keys(record.outputs).length > 0 ? [[id, record.outputs] as const] : []
    }),
  )
  const path = run.nodes.get(node.id)?.path
  const own = path === undefined ? undefined : run.records?.by_path.get(path)
  const header = run.records?.header
  return {
    nodes: outputs,
    variables,
    ...(header ? { trigger: header.trigger_data, execution: executionOf(header) } : {}),
    ...(own ? { inputs: own.inputs } : {}),
    ...containerValues({ node, nodes, run, path }),
  }
}

const executionOf = (header: { id: string; workflow_id: string; started_at: string }): JsonObject => ({
  id: header.id,
  workflow_id: header.workflow_id,
  started_at: header.started_at,
})

interface ContainerSource extends Pick<ScopeSource, 'node' | 'nodes' | 'run'> {
  path: string | undefined
}

/** `item` and `index` of the iteration that is looked at. */
const containerValues = ({ node, nodes, run, path }: ContainerSource): JsonObject => {
  const parent = node.parent === undefined ? undefined : nodes[node.parent]
  if (!parent) return {}
  const frame = path?.split('/').at(-2)
  const index = frame === undefined ? 0 : Number(frame.slice(frame.lastIndexOf('[') + 1, -1))
  const container = run.nodes.get(parent.id)
  const given = container && run.records?.by_path.get(container.path)?.inputs
  const items = given?.['items'] ?? given?.['inputs']
  const item: JsonValue | undefined = Array.isArray(items) ? items[index] : undefined
  return item === undefined ? { index } : { item, index }
}

/** The nodes that come before a node, nearest first; a body also sees what comes before its containers. */
export const upstreamOf = (node: WorkflowNode, { nodes, connections }: Graph): string[] => {
  const incoming = Map.groupBy(connections, (connection) => connection.target_node)
  const containers = ancestorsOf(node, nodes)
  const seen = new Set([node.id, ...containers])
  const queue = [...seen]
  const found: string[] = []
  for (const id of queue) {
    for (const { source_node: source } of incoming.get(id) ?? []) {
      // What a container's body writes to it comes after, not before.
      if (seen.has(source) || nodes[source]?.parent === id) continue
      seen.add(source)
      found.push(source)
      queue.push(source)
    }
  }
  return found
}

const ancestorsOf = (node: WorkflowNode, nodes: Graph['nodes']): string[] => {
  const found: string[] = []
  for (let at = node.parent; at !== undefined && !found.includes(at); at = nodes[at]?.parent) found.push(at)
  return found
}
