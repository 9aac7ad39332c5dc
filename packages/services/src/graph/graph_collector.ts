import type { GraphEdge, GraphNode, GraphResult } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/** Gathers rows, and each node and edge in them once. */
export function createCollector(maxRows: number) {
  const rows: JsonObject[] = []
  const nodes = new Map<string, GraphNode>()
  const edges = new Map<string, GraphEdge>()
  return {
    node(node: GraphNode): GraphNode {
      nodes.set(node.id, node)
      return node
    },
    edge(edge: GraphEdge): GraphEdge {
      edges.set(edge.id, edge)
      return edge
    },
    /** False where it was one too many. */
    row(row: JsonObject): boolean {
      if (rows.length >= maxRows) return false
      rows.push(row)
      return true
    },
    end: (columns: string[], truncated: boolean): GraphResult => ({
      rows,
      columns,
      nodes: [...nodes.values()],
      edges: [...edges.values()],
      truncated,
    }),
  }
}

export type Collector = ReturnType<typeof createCollector>

/** A number that JSON holds exactly, or its digits. */
export const plainInteger = (value: bigint): JsonValue =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : String(value)
