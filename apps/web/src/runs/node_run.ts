import type { ExecutionError, NodeStatus } from '@llamanexus/contract'
import type { JsonObject } from '@llamanexus/workflow'
import { isInFrames, type PickedFrames } from './frame_path.ts'
import type { PathRecord, RunRecords } from './run_records.ts'

/** What the canvas shows of one node: all its frames together, or the frame that is looked at. */
export interface NodeRun {
  status: NodeStatus
  /** The record that stands for the node: the one in trouble, at work, or the latest. */
  path: string
  /** Milliseconds since the epoch; while it runs, for a clock. */
  started_at: number | null
  /** Of the one record, or the sum of all. */
  duration_ms: number | null
  /** Times the node was run, over all frames that are looked at. */
  runs: number
  /** Containers: iterations begun, and how many there will be where that is known. */
  iterations: { done: number; total: number | null } | null
  /** 0 to 1, as the node itself reports it. */
  progress: number | null
  text: string
  error: ExecutionError | null
  reason: string | null
  outputs: JsonObject
  /** By output port: in how many frames it was live. */
  live_ports: Readonly<Record<string, number>>
  /** Frames in which the node is decided. */
  settled: number
}

/** Sums up a node's records; undefined when the run has not reached the node in the frames that are looked at. */
export const nodeRunOf = (records: RunRecords, nodeId: string, picked: PickedFrames): NodeRun | undefined => {
  const all = records.by_node.get(nodeId) ?? []
  const hasPick = Object.keys(picked).length > 0
  const paths = hasPick ? all.filter((path) => isInFrames(path, picked)) : all
  let shown: PathRecord | undefined
  let duration: number | null = null
  let runs = 0
  let settled = 0
  const livePorts: Record<string, number> = {}
  for (const path of paths) {
    const record = records.by_path.get(path)
    if (!record) continue
    if (!shown || rank[record.status] >= rank[shown.status]) shown = record
    if (record.started_at !== null) runs += 1
    if (isSettled[record.status]) settled += 1
    if (record.duration_ms !== null) duration = (duration ?? 0) + record.duration_ms
    for (const port of Object.keys(record.outputs)) livePorts[port] = (livePorts[port] ?? 0) + 1
  }
  if (!shown) return undefined
  return {
    status: shown.status,
    path: shown.path,
    started_at: shown.started_at,
    duration_ms: duration,
    runs,
    iterations: iterationsOf(records, shown),
    progress: shown.progress?.done ?? null,
    text: shown.text,
    error: shown.error,
    reason: shown.reason,
    outputs: shown.outputs,
    live_ports: livePorts,
    settled,
  }
}

/** What matters more is shown: work going on, then trouble, then success, then silence. */
const rank: Record<NodeStatus, number> = {
  pending: 0,
  skipped: 1,
  cancelled: 2,
  completed: 3,
  failed: 4,
  waiting: 5,
  retrying: 6,
  running: 7,
}

const isSettled: Record<NodeStatus, boolean> = {
  pending: false,
  skipped: true,
  cancelled: true,
  completed: true,
  failed: true,
  waiting: false,
  retrying: false,
  running: false,
}

const iterationsOf = (records: RunRecords, container: PathRecord): NodeRun['iterations'] => {
  const begun = records.iterations.get(container.path)
  const { results, outputs, count, attempts } = container.outputs
  const ended = [results, outputs].find(Array.isArray)?.length ?? [count, attempts].find(isNumber)
  if (begun === undefined && (ended === undefined || container.status !== 'completed')) return null
  const given = [container.inputs['items'], container.inputs['inputs']].find(Array.isArray)?.length
  const total = ended ?? given ?? null
  return { done: container.status === 'completed' ? (total ?? begun ?? 0) : (begun ?? 0), total }
}

const isNumber = (value: unknown): value is number => typeof value === 'number'
