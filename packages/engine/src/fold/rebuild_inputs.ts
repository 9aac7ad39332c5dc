import type { Connection, JsonObject, JsonValue, Workflow, WorkflowNode } from '@llamanexus/workflow'
import type { LogData } from '../log.ts'
import { framePrefix, splitFrame, splitPath } from './frame_path.ts'

/** What of the log is needed to say what a node was given. */
export interface Recorded {
  /** By path: what a node put out. */
  outputs: ReadonlyMap<string, JsonObject>
  /** By path, for containers: what their start recorded. */
  starts: ReadonlyMap<string, LogData['node_started']>
}

/**
 * Rebuilds a node's inputs: the log holds only the values that came from expressions, because literals stand in the
 * document and what came over a connection is the source's output.
 */
export function createInputRebuilder(workflow: Workflow, recorded: Recorded) {
  const nodes = new Map(workflow.nodes.map((node) => [node.id, node]))
  const incoming = Map.groupBy(workflow.connections, (connection) => connection.target_node)
  return (path: string, start: LogData['node_started']) => inputsOf(path, start)

  function inputsOf(path: string, start: LogData['node_started'] | undefined): JsonObject {
    const { prefix, node: id } = splitPath(path)
    const node = nodes.get(id)
    if (!node) return { ...start?.inputs }
    const inputs = literals(node)
    for (const connection of incoming.get(id) ?? []) {
      if (!isDataInput(connection, node) || start?.sources?.[connection.target_port]) continue
      const value = valueOver(connection, prefix, node)
      if (value !== undefined) inputs[connection.target_port] = value
    }
    for (const [port, sources] of Object.entries(start?.sources ?? {}))
      inputs[port] = sources.map((source) => valueFrom(source, prefix, node) ?? null)
    return Object.assign(inputs, start?.inputs)
  }

  function isDataInput(connection: Connection, node: WorkflowNode): boolean {
    return connection.target_port !== 'after' && nodes.get(connection.source_node)?.parent !== node.id
  }

  function valueOver(connection: Connection, prefix: string, target: WorkflowNode): JsonValue | undefined {
    return valueFrom({ node: connection.source_node, port: connection.source_port }, prefix, target)
  }

  function valueFrom(source: { node: string; port: string }, prefix: string, target: WorkflowNode) {
    if (source.node === target.parent) return frameValue(prefix, source.port)
    return recorded.outputs.get(prefix + source.node)?.[source.port]
  }

  /** What a container hands to its body in one frame. */
  function frameValue(prefix: string, port: string): JsonValue | undefined {
    const frame = splitFrame(prefix)
    if (!frame) return undefined
    const kind = nodes.get(splitPath(frame.container).node)?.type
    const given = () => inputsOf(frame.container, recorded.starts.get(frame.container))
    if (port === 'index' || port === 'iteration') return frame.index
    if (port === 'attempt') return frame.index + 1
    if (port === 'input') return given().input
    if (port === 'state') return stateBefore(frame.container, frame.index)
    const items = given()[kind === 'parallel' ? 'inputs' : 'items']
    return Array.isArray(items) ? items[frame.index] : undefined
  }

  /** A `while_loop`'s state: the last live `next` of an earlier iteration, or what it began with. */
  function stateBefore(container: string, index: number): JsonValue | undefined {
    const id = splitPath(container).node
    const next = (incoming.get(id) ?? []).filter(
      (c) => c.target_port === 'next' && nodes.get(c.source_node)?.parent === id,
    )
    for (let k = index - 1; k >= 0; k -= 1)
      for (const connection of next) {
        const outputs = recorded.outputs.get(framePrefix(container, k) + connection.source_node)
        const value = outputs?.[connection.source_port]
        if (value !== undefined) return value
      }
    return inputsOf(container, recorded.starts.get(container)).state ?? null
  }
}

function literals(node: WorkflowNode): JsonObject {
  const plain = Object.entries(node.inputs ?? {}).filter(([, value]) => !JSON.stringify(value).includes('{{'))
  return Object.fromEntries(plain)
}
