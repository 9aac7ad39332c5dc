import type { Connection, JsonObject, WorkflowDraft, WorkflowNode } from '@llamanexus/workflow'

type NodeOptions = Partial<Omit<WorkflowNode, 'id' | 'type'>>

/** Writes a document in few words: `node('a', 'set', {...})`, then `'a.output -> b.input'`. */
export function draft(name: string, nodes: WorkflowNode[], wires: string[]): WorkflowDraft {
  return { name, nodes, connections: wires.map(toConnection) }
}

export function node(id: string, type: string, options: NodeOptions = {}): WorkflowNode {
  return { id, type, position: { x: 0, y: 0 }, config: {}, ...options }
}

/** A `set` node whose output is just these fields. */
export function fields(id: string, values: JsonObject, options: NodeOptions = {}): WorkflowNode {
  return node(id, 'set', { ...options, config: { fields: values, keep_input: false } })
}

function toConnection(wire: string, index: number): Connection {
  const [source = '', target = ''] = wire.split(' -> ')
  const [source_node = '', source_port = ''] = source.split('.')
  const [target_node = '', target_port = ''] = target.split('.')
  return { id: `c${index}`, source_node, source_port, target_node, target_port }
}
