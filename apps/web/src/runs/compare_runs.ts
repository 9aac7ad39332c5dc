import type { Execution, ExecutionError, ExecutionStatus, NodeStatus } from '@llamanexus/contract'
import type { JsonObject } from '@llamanexus/workflow'
import { isEqual } from '../drafts/is_equal.ts'

/** What became of one thing in one of the two runs. */
export interface ComparedSide {
  status: NodeStatus | ExecutionStatus
  duration_ms: number | null
  outputs: JsonObject
  error: ExecutionError | null
}

/** One node execution in two runs; an absent side was not reached in that run. */
export interface Comparison {
  /** Frame path and node id; empty for the run as a whole. */
  path: string
  node_id: string
  left: ComparedSide | undefined
  right: ComparedSide | undefined
  /** The outputs that are not the same on both sides, by port. */
  ports: readonly string[]
  /** Whether more than the time differs. */
  is_different: boolean
}

/** Two runs node by node, the run as a whole first, then in the order of the left one. */
export const compareRuns = (left: Execution, right: Execution): Comparison[] => {
  const paths = new Set([...Object.keys(left.node_executions), ...Object.keys(right.node_executions)])
  return [
    compare({ path: '', node_id: '', left: sideOfRun(left), right: sideOfRun(right) }),
    ...[...paths].map((path) => {
      const [before, after] = [left.node_executions[path], right.node_executions[path]]
      return compare({ path, node_id: (before ?? after)?.node_id ?? path, left: before, right: after })
    }),
  ]
}

type Pair = Pick<Comparison, 'path' | 'node_id' | 'left' | 'right'>

const compare = (pair: Pair): Comparison => {
  const { left, right } = pair
  const all = new Set([...Object.keys(left?.outputs ?? {}), ...Object.keys(right?.outputs ?? {})])
  const ports = [...all].filter((port) => !isEqual(left?.outputs[port], right?.outputs[port]))
  const isSameEnd = left?.status === right?.status && left?.error?.message === right?.error?.message
  return { ...pair, ports, is_different: ports.length > 0 || !isSameEnd }
}

/** A run gives one thing and was given one: both are told like outputs. */
const sideOfRun = ({ status, duration_ms, error, trigger_data, final_output }: Execution): ComparedSide => ({
  status,
  duration_ms,
  error,
  outputs: { trigger_data, final_output },
})
