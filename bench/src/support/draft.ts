import type { Connection, JsonObject, WorkflowDraft, WorkflowNode } from '@llamanexus/workflow'

/** A node at the origin; benches are not looked at. */
export const node = (
  id: string,
  type: string,
  config: JsonObject = {},
  more: Partial<WorkflowNode> = {},
): WorkflowNode => ({ id, type, position: { x: 0, y: 0 }, config, ...more })

/** `a.output -> b.input`. */
export function wires(...lines: string[]): Connection[] {
  return lines.map((line, index) => {
    const [, source_node = '', source_port = '', target_node = '', target_port = ''] =
      /^(\w+)\.(\w+) -> (\w+)\.(\w+)$/.exec(line) ?? []
    return { id: `c${index}`, source_node, source_port, target_node, target_port }
  })
}

export const draft = (name: string, nodes: WorkflowNode[], connections: Connection[]): WorkflowDraft => ({
  name,
  nodes,
  connections,
})
