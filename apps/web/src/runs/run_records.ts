import type {
  Execution,
  ExecutionError,
  ExecutionEvent,
  ExecutionStatus,
  NodeExecution,
  NodeStatus,
  NodeStep,
} from '@llamanexus/contract'
import {
  addStepUsage,
  addTryUsage,
  foldStep,
  type JsonObject,
  type JsonValue,
  newNodeExecution,
  type RunUsage,
  type StepEvent,
  usageOfSteps,
} from '@llamanexus/workflow'
import { parseFramePath } from './frame_path.ts'

/** What became of one node in one frame, as far as it is known here. */
export interface PathRecord {
  node_id: string
  path: string
  status: NodeStatus
  /** Milliseconds since the epoch. */
  started_at: number | null
  completed_at: number | null
  duration_ms: number | null
  attempts: number
  /** While a run is followed, only the values that came from expressions. */
  inputs: JsonObject
  outputs: JsonObject
  error: ExecutionError | null
  reason: string | null
  logs: NodeExecution['logs']
  steps: NodeStep[]
  /** What the steps of this try took. */
  step_usage: RunUsage | null
  /** Streamed text of the current attempt. */
  text: string
  /** What the node itself says of its progress. */
  progress: { done: number; message?: string } | null
  /** Started more than once, by a timer, a signal or another try. */
  is_again: boolean
}

/** A run as a whole, without its nodes. */
export interface RunHeader {
  id: string
  workflow_id: string
  workflow_version: number
  status: ExecutionStatus
  source: string
  trigger_node: string | null
  /** The run that it repeats, or that started it. */
  parent_id: string | null
  trigger_data: JsonValue
  started_at: string
  completed_at: string | null
  duration_ms: number | null
  final_output: JsonValue
  error: ExecutionError | null
  /** Tokens and cost so far; null where no node used a model. */
  usage: RunUsage | null
}

/** A run's records. Changed in place, since a run can have tens of thousands; what is published from it is not. */
export interface RunRecords {
  header: RunHeader
  /** In the order of their first event. */
  paths: string[]
  by_path: Map<string, PathRecord>
  by_node: Map<string, string[]>
  /** Iterations seen so far, by container path: highest index plus one. */
  iterations: Map<string, number>
  /** Node executions that the server has and this does not. */
  missing: number
  last_seq: number
}

/** The records of a run as the API gives it. */
export const recordsOf = (execution: Execution): RunRecords => {
  const records = { ...emptyRecords(execution), header: headerOf(execution) }
  for (const node of Object.values(execution.node_executions)) addRecord(records, fromExecution(node))
  records.missing = Math.max(0, execution.node_executions_total - records.paths.length)
  records.last_seq = execution.last_seq
  return records
}

/** Only the header of a run; its records come from the events. */
export const emptyRecords = (execution: Execution): RunRecords => ({
  header: { ...headerOf(execution), usage: null },
  paths: [],
  by_path: new Map(),
  by_node: new Map(),
  iterations: new Map(),
  missing: 0,
  last_seq: 0,
})

/** Applies the next event. Returns the node that it is about; one that was applied before changes nothing. */
export const foldEvent = (records: RunRecords, event: ExecutionEvent): string | undefined => {
  if (event.seq <= records.last_seq) return undefined
  records.last_seq = event.seq
  if (event.node_id === undefined || event.path === undefined) {
    records.header = foldHeader(records.header, event)
    if (isOver(records.header.status)) closeOpen(records)
    return undefined
  }
  const record = records.by_path.get(event.path) ?? addRecord(records, newRecord(event.node_id, event.path))
  foldRecord(record, event)
  if (endsTry(event)) countUsage(records, record)
  return event.node_id
}

export const isOver = (status: ExecutionStatus): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled'

const endsTry = ({ type }: ExecutionEvent): boolean =>
  type === 'node_completed' || type === 'node_failed' || type === 'node_retrying' || type === 'node_skipped'

const countUsage = (records: RunRecords, record: PathRecord) => {
  const { status, outputs, error, step_usage: steps } = record
  const ended = status === 'completed' ? { outputs, error } : status === 'cancelled' ? {} : { error }
  const usage = addTryUsage(records.header.usage, { ...ended, steps })
  record.step_usage = null
  if (usage !== records.header.usage) records.header = { ...records.header, usage }
}

const headerOf = (execution: Execution): RunHeader => ({
  id: execution.id,
  workflow_id: execution.workflow_id,
  workflow_version: execution.workflow_version,
  status: execution.status,
  source: execution.source,
  trigger_node: execution.trigger_node,
  parent_id: execution.parent_id,
  trigger_data: execution.trigger_data,
  started_at: execution.started_at,
  completed_at: execution.completed_at,
  duration_ms: execution.duration_ms,
  final_output: execution.final_output,
  error: execution.error,
  usage: execution.usage,
})

const foldHeader = (header: RunHeader, { type, at, data }: ExecutionEvent): RunHeader => {
  const ended = { completed_at: at, duration_ms: numberOf(data['duration_ms']) }
  switch (type) {
    case 'execution_started':
      return { ...header, status: 'running', started_at: at }
    case 'execution_paused':
      return { ...header, status: 'paused' }
    case 'execution_resumed':
      return { ...header, status: 'running' }
    case 'execution_completed':
      return { ...header, ...ended, status: 'completed', final_output: data['final_output'] ?? null }
    case 'execution_failed':
      return { ...header, ...ended, status: 'failed', error: errorOf(data['error']) }
    case 'execution_cancelled':
      return { ...header, ...ended, status: 'cancelled' }
    default:
      return header
  }
}

const foldRecord = (record: PathRecord, { type, at, data }: ExecutionEvent): void => {
  const time = Date.parse(at)
  switch (type) {
    case 'node_started':
      if (record.status === 'retrying') record.steps = []
      record.status = 'running'
      record.is_again = record.started_at !== null
      record.started_at ??= time
      // A new attempt streams from the beginning; one that was woken up goes on where it was.
      if (data['wake'] === undefined) record.text = ''
      record.attempts = numberOf(data['attempt']) ?? record.attempts
      record.inputs = objectOf(data['inputs'])
      record.error = null
      return
    case 'node_progress':
      record.progress = {
        done: numberOf(data['done']) ?? 0,
        ...(typeof data['message'] === 'string' ? { message: data['message'] } : {}),
      }
      return
    case 'node_output':
      record.text += typeof data['text'] === 'string' ? data['text'] : ''
      return
    case 'node_log':
      record.logs.push({ at, ...data } as PathRecord['logs'][number])
      return
    case 'node_step':
      // The contract gives these fields their types; events keep `data` open for all kinds.
      record.steps = foldStep(record.steps, at, data as unknown as StepEvent)
      record.step_usage = addStepUsage(record.step_usage, data as unknown as StepEvent)
      return
    case 'node_waiting':
      record.status = 'waiting'
      return
    case 'node_retrying':
      record.status = 'retrying'
      record.error = errorOf(data['error'])
      return
    case 'node_completed':
      end(record, 'completed', time)
      record.duration_ms = wholeTime(record) ?? numberOf(data['duration_ms'])
      record.outputs = objectOf(data['outputs'])
      record.error = errorOf(data['error'])
      return
    case 'node_failed':
      end(record, 'failed', time)
      record.duration_ms = wholeTime(record) ?? numberOf(data['duration_ms'])
      record.error = errorOf(data['error'])
      return
    case 'node_skipped':
      end(record, record.started_at === null ? 'skipped' : 'cancelled', time)
      record.duration_ms = wholeTime(record)
      record.reason = typeof data['reason'] === 'string' ? data['reason'] : null
      return
    default:
  }
}

const end = (record: PathRecord, status: NodeStatus, at: number) => {
  record.status = status
  record.completed_at = at
  record.progress = null
}

/** From the first start to the end, waiting and failed tries included: an event times its last start only. */
const wholeTime = ({ is_again, started_at, completed_at }: PathRecord): number | null =>
  is_again && started_at !== null && completed_at !== null ? completed_at - started_at : null

/** In a run that is over nothing works any more, also what never got to say so. */
const closeOpen = (records: RunRecords) => {
  for (const record of records.by_path.values())
    if (record.status === 'running' || record.status === 'waiting' || record.status === 'retrying') {
      record.status = 'cancelled'
      countUsage(records, record)
    }
}

const addRecord = (records: RunRecords, record: PathRecord): PathRecord => {
  records.paths.push(record.path)
  records.by_path.set(record.path, record)
  const paths = records.by_node.get(record.node_id)
  if (paths) paths.push(record.path)
  else records.by_node.set(record.node_id, [record.path])
  countFrames(records, record.path)
  return record
}

const countFrames = (records: RunRecords, path: string) => {
  for (let bracket = path.lastIndexOf('['); bracket > 0; bracket = path.lastIndexOf('[', bracket - 1)) {
    const container = path.slice(0, bracket)
    const index = Number.parseInt(path.slice(bracket + 1), 10)
    if (index + 1 > (records.iterations.get(container) ?? 0)) records.iterations.set(container, index + 1)
  }
}

/** Depth of a path in the tree of frames. */
export const depthOf = (path: string): number => parseFramePath(path).frames.length

const newRecord = (nodeId: string, path: string): PathRecord => ({
  ...newNodeExecution(nodeId, path),
  started_at: null,
  completed_at: null,
  step_usage: null,
  text: '',
  progress: null,
  is_again: false,
})

const fromExecution = (node: NodeExecution): PathRecord => ({
  ...newRecord(node.node_id, node.path),
  ...node,
  // Of a try that has ended they are in the sum already.
  step_usage: node.status === 'running' || node.status === 'waiting' ? usageOfSteps(node.steps) : null,
  started_at: node.started_at === null ? null : Date.parse(node.started_at),
  completed_at: node.completed_at === null ? null : Date.parse(node.completed_at),
})

const numberOf = (value: JsonValue | undefined): number | null => (typeof value === 'number' ? value : null)

const objectOf = (value: JsonValue | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

const errorOf = (value: JsonValue | undefined): ExecutionError | null => {
  const { message, code, ...rest } = objectOf(value)
  return typeof message === 'string'
    ? { ...rest, message, code: typeof code === 'string' ? code : 'error' }
    : null
}
