import type { Connection, JsonObject, NodePolicy, Workflow, WorkflowNode } from '@llamanexus/workflow'

export interface Drawn {
  type: string
  config?: JsonObject
  inputs?: JsonObject
  parent?: string
  policy?: NodePolicy
}

/**
 * A workflow in a few lines: nodes by id, connections as `a.output -> b.input`.
 *
 * @example draw({ in: { type: 'start' }, out: { type: 'output' } }, ['in.trigger -> out.value'])
 */
export function draw(
  nodes: Record<string, Drawn>,
  links: readonly string[],
  rest: Partial<Workflow> = {},
): Workflow {
  return {
    id: 'w',
    name: 'Drawn',
    nodes: Object.entries(nodes).map(
      ([id, node], at): WorkflowNode => ({ config: {}, ...node, id, position: { x: 200 * at, y: 0 } }),
    ),
    connections: links.map(toConnection),
    variables: {},
    settings: {},
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
    version: 1,
    is_active: true,
    ...rest,
  }
}

function toConnection(link: string, index: number): Connection {
  const [source = '', target = ''] = link.split('->').map((end) => end.trim())
  const [source_node = '', source_port = ''] = source.split('.')
  const [target_node = '', target_port = ''] = target.split('.')
  return { id: `c${index}`, source_node, source_port, target_node, target_port }
}
