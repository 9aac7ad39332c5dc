import type { Connection, WorkflowNode } from '@llamanexus/workflow'
import type { PortSide } from './geometry.ts'

/** A container may have an inner and an outer port of one name (`state` of `while_loop`), so a handle says its side. */
export const handleId = (side: PortSide, port: string): string => `${side}:${port}`

/** Which handles a connection joins, by where its ends live. */
export const handlesOf = (
  connection: Connection,
  nodes: Readonly<Record<string, WorkflowNode>>,
): { source: PortSide; target: PortSide } => {
  const source = nodes[connection.source_node]
  const target = nodes[connection.target_node]
  return {
    source: target?.parent !== undefined && target.parent === source?.id ? 'body_output' : 'output',
    target: source?.parent !== undefined && source.parent === target?.id ? 'body_input' : 'input',
  }
}
