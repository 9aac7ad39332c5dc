import dagre from '@dagrejs/dagre'
import type { Position } from '@llamanexus/workflow'
import type { Editor } from '../document/editor_context.tsx'
import { boxOf, childrenByParent } from './flow_nodes.ts'
import { snapped } from './geometry.ts'

/** Lays the whole document out from left to right, bodies first, so that each container has its final size when its own scope is laid out. */
export const tidy = ({ document, catalogue }: Pick<Editor, 'document' | 'catalogue'>): void => {
  document.edit('Tidy up', (t) => {
    const scopes = scopesInnermostFirst(t.state.nodes)
    for (const scope of scopes) {
      const context = { state: t.state, catalogue, children: childrenByParent(t.state) }
      const members = t.state.node_order.flatMap((id) => {
        const node = t.state.nodes[id]
        return node && node.parent === scope ? [node] : []
      })
      const sizes = new Map(members.map((node) => [node.id, boxOf(node, context)]))
      const links = Object.values(t.state.connections).filter(
        ({ source_node, target_node }) => sizes.has(source_node) && sizes.has(target_node),
      )
      const places = layOut(sizes, links)
      const shift = scope === undefined ? cornerOf(members.map(({ position }) => position)) : { x: 96, y: 24 }
      for (const [id, { x, y }] of places) {
        const position = { x: snapped(x + shift.x), y: snapped(y + shift.y) }
        t.updateNode(id, (node) =>
          node.position.x === position.x && node.position.y === position.y ? node : { ...node, position },
        )
      }
    }
  })
}

/** Positions from (0, 0), by the ranks of the connections. */
const layOut = (
  sizes: ReadonlyMap<string, { width: number; height: number }>,
  links: readonly { source_node: string; target_node: string }[],
): Map<string, Position> => {
  const graph = new dagre.graphlib.Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 40, ranksep: 88, marginx: 0, marginy: 0 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const [id, { width, height }] of sizes) graph.setNode(id, { width, height })
  for (const { source_node, target_node } of links) graph.setEdge(source_node, target_node)
  dagre.layout(graph)
  return new Map(
    [...sizes].map(([id, { width, height }]) => {
      const { x, y } = graph.node(id) as Position
      return [id, { x: x - width / 2, y: y - height / 2 }]
    }),
  )
}

const cornerOf = (positions: readonly Position[]): Position =>
  positions.length === 0
    ? { x: 0, y: 0 }
    : { x: Math.min(...positions.map(({ x }) => x)), y: Math.min(...positions.map(({ y }) => y)) }

/** The scopes of a document, the root (undefined) last. */
const scopesInnermostFirst = (
  nodes: Readonly<Record<string, { id: string; parent?: string }>>,
): (string | undefined)[] => {
  const depth = (id: string | undefined, seen: readonly string[] = []): number =>
    id === undefined || seen.includes(id) ? 0 : 1 + depth(nodes[id]?.parent, [...seen, id])
  const scopes = new Set(
    Object.values(nodes).flatMap(({ parent }) => (parent && nodes[parent] ? [parent] : [])),
  )
  return [...[...scopes].toSorted((a, b) => depth(b) - depth(a)), undefined]
}
