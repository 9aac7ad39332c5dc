import type { Connection, Workflow, WorkflowNode } from './document.ts'

type NodeDraft = Partial<WorkflowNode> & { type: string }

/**
 * A workflow from a short form, for tests: nodes by id, and connections as `a.output -> b.input`, which are given the
 * ids `c0`, `c1` and so on.
 */
export function draft(nodes: Record<string, NodeDraft | string>, wires: readonly string[] = []): Workflow {
  return {
    id: 'wf',
    name: 'Test',
    nodes: Object.entries(nodes).map(([id, node]) => ({
      id,
      position: { x: 0, y: 0 },
      config: {},
      ...(typeof node === 'string' ? { type: node } : node),
    })),
    connections: wires.map(toConnection),
    variables: {},
    settings: {},
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
    version: 1,
    is_active: true,
  }
}

function toConnection(wire: string, index: number): Connection {
  const [from = '', to = ''] = wire.split(' -> ')
  const [source_node = '', source_port = ''] = from.split('.')
  const [target_node = '', target_port = ''] = to.split('.')
  return { id: `c${index}`, source_node, source_port, target_node, target_port }
}
