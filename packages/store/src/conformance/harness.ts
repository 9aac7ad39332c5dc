import type { ExecutionRecord, LogEntry } from '@llamanexus/engine'
import type { JsonObject, Workflow } from '@llamanexus/workflow'
import type { CommitInfo } from '../sqlite/journal.ts'
import type { Store } from '../types.ts'

export interface Opened {
  store: Store
  /** Closes the store and opens it again over the same rows, as a restart does. */
  reopen(): Promise<Store>
  commits: CommitInfo[]
  queries: string[]
  /** What the store takes for the time; starts at 2026-01-01. */
  clock: { now: number }
}

/** Makes an empty store; what it leaves behind is removed by whoever made it. */
export type MakeStore = () => Promise<Opened>

export const START = Date.parse('2026-01-01T00:00:00.000Z')

export const timeAt = (ms: number): string => new Date(START + ms).toISOString()

export const workflowOf = (id: string, given: Partial<Workflow> = {}): Workflow => ({
  id,
  name: id,
  nodes: [],
  connections: [],
  variables: {},
  settings: {},
  created_at: timeAt(0),
  updated_at: timeAt(0),
  version: 1,
  is_active: true,
  ...given,
})

export const recordOf = (id: string, given: Partial<ExecutionRecord> = {}): ExecutionRecord => ({
  id,
  workflow_id: 'flow',
  workflow_version: 1,
  status: 'running',
  trigger_node: null,
  trigger_data: null,
  until_node: null,
  parent_id: null,
  source: 'manual',
  started_at: timeAt(0),
  completed_at: null,
  final_output: null,
  error: null,
  wake_at: null,
  recoveries: 0,
  control: null,
  ...given,
})

export const completedEntry = (id: string, seq: number, outputs: JsonObject = { output: seq }): LogEntry => ({
  seq,
  type: 'node_completed',
  execution_id: id,
  node_id: `n${seq}`,
  path: `n${seq}`,
  at: timeAt(seq),
  data: { outputs, attempt: 1, duration_ms: 1 },
})

/** Entries `from` to `to`, both included. */
export const entriesOf = (id: string, from: number, to: number): LogEntry[] =>
  Array.from({ length: to - from + 1 }, (_, index) => completedEntry(id, from + index))

export const readAll = async (store: Store, id: string, after?: number): Promise<LogEntry[]> => {
  const all: LogEntry[] = []
  for await (const entries of store.journal.read(id, after)) all.push(...entries)
  return all
}

/** A run that is written and, unless it says otherwise, has ended. */
export const addRun = async (
  store: Store,
  id: string,
  given: Partial<ExecutionRecord> = {},
): Promise<void> => {
  store.journal.create(recordOf(id, { status: 'completed', completed_at: timeAt(1), ...given }))
  store.journal.append(id, entriesOf(id, 1, 2))
  await store.journal.commit()
}

/** Numbers that hardly compress, about 18 bytes of JSON each; the same for the same seed. */
export const noise = (seed: number, count: number): number[] => {
  let state = seed + 1
  return Array.from({ length: count }, () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0
    return Math.sin(state)
  })
}
