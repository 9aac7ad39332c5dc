import type { Connection, JsonObject, JsonValue, WorkflowNode } from '@llamanexus/workflow'
import { parseFramePath } from '../runs/frame_path.ts'
import type { RunState } from '../runs/run_store.ts'

interface Graph {
  nodes: Readonly<Record<string, WorkflowNode>>
  connections: readonly Connection[]
}

interface ScopeSource extends Graph {
  node: WorkflowNode
  upstream: readonly string[]
  variables: JsonObject
  run: Pick<RunState, 'records' | 'nodes'>
}

/** What an expression in a node can read, with the values of the run that is shown. */
export const expressionScope = (source: ScopeSource): JsonObject => {
  const { node, upstream, variables, run } = source
  const outputs = Object.fromEntries(
    upstream.flatMap((id) => {
      const record = run.nodes.get(id)
      return record && Object.keys(record.outputs).length > 0 ? [[id, record.outputs] as const] : []
    }),
  )
  const frames = framesAround(source)
  const header = run.records?.header
  return {
    ...frames.at(-1)?.values,
    nodes: { ...outputs, ...Object.fromEntries(frames.map(({ container, values }) => [container, values])) },
    variables,
    ...(header ? { trigger: header.trigger_data, execution: executionOf(header) } : {}),
    inputs: inputsOf(node.id, source),
  }
}

/** What a node was given: its recorded inputs, and what its connections carried. */
const inputsOf = (id: string, { connections, run }: ScopeSource): JsonObject => {
  const path = run.nodes.get(id)?.path
  const recorded = path === undefined ? undefined : run.records?.by_path.get(path)?.inputs
  const carried = connections.flatMap((connection) => {
    const value = run.nodes.get(connection.source_node)?.outputs[connection.source_port]
    return connection.target_node === id && value !== undefined
      ? [[connection.target_port, value] as const]
      : []
  })
  return { ...Object.fromEntries(carried), ...recorded }
}

const executionOf = (header: { id: string; workflow_id: string; started_at: string }): JsonObject => ({
  id: header.id,
  workflow_id: header.workflow_id,
  started_at: header.started_at,
})

interface FrameValues {
  container: string
  values: JsonObject
}

/** `item` and `index` of the iterations around a node that are looked at, outermost first. */
const framesAround = (source: ScopeSource): FrameValues[] => {
  const { node, nodes, run } = source
  if (!run.records) return []
  const frames = parseFramePath(run.nodes.get(node.id)?.path ?? '').frames
  return ancestorsOf(node, nodes)
    .map((container) => {
      const index = frames.find((frame) => frame.container === container)?.index ?? 0
      const given = inputsOf(container, source)
      const items = given['items'] ?? given['inputs']
      const item: JsonValue | undefined = Array.isArray(items) ? items[index] : given['input']
      const values: JsonObject = item === undefined ? { index } : { item, index }
      return { container, values }
    })
    .toReversed()
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

/** The containers a node lives in, innermost first. */
export const ancestorsOf = (node: WorkflowNode, nodes: Graph['nodes']): string[] => {
  const found: string[] = []
  for (let at = node.parent; at !== undefined && !found.includes(at); at = nodes[at]?.parent) found.push(at)
  return found
}
