import { getBezierPath, Position, ViewportPortal } from '@xyflow/react'
import { useMemo } from 'react'
import { useStore } from 'zustand'
import { useDocument } from '../document/editor_context.tsx'
import type { DetailLevel } from '../document/session_store.ts'
import { connectionRunOf } from '../runs/connection_run.ts'
import { useRun } from '../runs/run_context.tsx'
import type { FlowStore } from './flow_store.ts'
import type { FlowEdge, FlowNode } from './flow_types.ts'

const MANY = 200

/** From afar many connections are drawn as one: nobody can hit one of them there, and each costs a component and an element. */
export const isBundledAt = (detail: DetailLevel, count: number): boolean => detail === 'block' && count > MANY

/** All connections as a few lines, by what became of them in the run. */
export const EdgeBundle = ({ flow, isShown }: { flow: FlowStore; isShown: boolean }) =>
  isShown && <Bundle flow={flow} />

const Bundle = ({ flow }: { flow: FlowStore }) => {
  const nodes = useStore(flow, (state) => state.nodes)
  const edges = useStore(flow, (state) => state.edges)
  const connections = useDocument((state) => state.connections)
  const runs = useRun((state) => state.nodes)
  const lines = useMemo(() => {
    const ends = new Map(nodes.map((node) => [node.id, node]))
    const paths = new Map<string, string[]>()
    for (const edge of edges) {
      const path = pathOf(edge, ends)
      const connection = connections[edge.id]
      if (path === undefined || !connection) continue
      const state = connectionRunOf({
        connection,
        source: runs.get(edge.source),
        target: runs.get(edge.target),
        isFromContainer: ends.get(edge.target)?.parentId === edge.source,
      }).state
      const kind = edge.selected ? 'selected' : state
      const group = paths.get(kind)
      if (group) group.push(path)
      else paths.set(kind, [path])
    }
    return [...paths].map(([kind, group]) => ({ kind, path: group.join('') }))
  }, [nodes, edges, connections, runs])
  return (
    <ViewportPortal>
      <svg className="edge-bundle" aria-hidden>
        {lines.map(({ kind, path }) => (
          <path key={kind} d={path} data-run={kind} />
        ))}
      </svg>
    </ViewportPortal>
  )
}

type Ends = ReadonlyMap<string, FlowNode>

const pathOf = (edge: FlowEdge, ends: Ends): string | undefined => {
  const source = pointOf(edge.source, edge.sourceHandle, ends)
  const target = pointOf(edge.target, edge.targetHandle, ends)
  if (!source || !target) return undefined
  return getBezierPath({
    sourceX: source.x,
    sourceY: source.y,
    sourcePosition: Position.Right,
    targetX: target.x,
    targetY: target.y,
    targetPosition: Position.Left,
  })[0]
}

/** Where a handle is on the canvas. */
const pointOf = (
  id: string,
  handle: string | null | undefined,
  ends: Ends,
): { x: number; y: number } | undefined => {
  const node = ends.get(id)
  const place = node?.handles?.find((one) => one.id === handle)
  if (!node || !place) return undefined
  let { x, y } = place
  for (let at: FlowNode | undefined = node; at; at = at.parentId ? ends.get(at.parentId) : undefined) {
    x += at.position.x
    y += at.position.y
  }
  return { x, y }
}
