import type { Connection, JsonValue } from '@llamanexus/workflow'
import type { NodeRun } from './node_run.ts'

/** What the canvas shows on a connection. */
export interface ConnectionRun {
  /** `active`: the value is being worked on at the far end. `dead`: the way was not taken. */
  state: 'idle' | 'active' | 'live' | 'dead'
  /** In how many frames something went over it. */
  count: number
  /** How many items the last value holds; null where it is not a list. */
  items: number | null
  value: JsonValue | undefined
}

const idle: ConnectionRun = { state: 'idle', count: 0, items: null, value: undefined }

interface Ends {
  connection: Connection
  source: NodeRun | undefined
  target: NodeRun | undefined
  /** The source is the container that the target lives in. */
  isFromContainer: boolean
}

/** Follows from what is known of the nodes at both ends. */
export const connectionRunOf = ({ connection, source, target, isFromContainer }: Ends): ConnectionRun => {
  if (!source) return idle
  const isWorking = target?.status === 'running' || target?.status === 'retrying'
  if (isFromContainer) {
    // The container hands its values out while it runs; they are in no output.
    if (!target) return idle
    if (target.status === 'skipped') return { ...idle, state: 'dead' }
    return { ...idle, state: isWorking ? 'active' : 'live', count: target.runs }
  }
  const count = source.live_ports[connection.source_port] ?? 0
  if (count === 0) return source.settled > 0 ? { ...idle, state: 'dead' } : idle
  const value = source.outputs[connection.source_port]
  return {
    state: isWorking ? 'active' : 'live',
    count,
    items: Array.isArray(value) ? value.length : null,
    value,
  }
}
