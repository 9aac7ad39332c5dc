import {
  addStepUsage,
  addTryUsage,
  foldStep,
  type JsonObject,
  type NodeExecution,
  newNodeExecution,
  type RunUsage,
  type Workflow,
} from '@llamanexus/workflow'
import type { LogData, LogEntry, LogType } from '../log.ts'
import type { ExecutionRecord } from '../ports.ts'
import { createInputRebuilder } from './rebuild_inputs.ts'

export interface FoldRequest {
  workflow: Workflow
  record: ExecutionRecord
  /** Node executions that are kept, in the order they were started. Default: all. */
  limit?: number
  /** Node executions passed over before the first that is kept. Default 0. */
  offset?: number
  /** Only those it holds for are counted and kept. */
  match?: (node: { node_id: string; path: string }) => boolean
}

export interface FoldedRun {
  /** By path, in the order they were started. */
  node_executions: Record<string, NodeExecution>
  /** How many there are in all. */
  node_executions_total: number
  /** Of all of them, kept or not, failed tries included; null where none used a model. */
  usage: RunUsage | null
  /** `seq` of the last entry that is in here; 0 for an empty log. */
  last_seq: number
}

/** Folds a run's log, in one piece, into what became of its nodes. */
export function foldLog(request: FoldRequest & { entries: Iterable<LogEntry> }): FoldedRun {
  const fold = createFold(request)
  fold.add(request.entries)
  return fold.result()
}

/** The same for a log that arrives in pieces: `add` them in order, then ask for the `result`. */
export function createFold(request: FoldRequest) {
  const { workflow, record, limit = Number.POSITIVE_INFINITY, offset = 0, match } = request
  const kept = new Map<string, NodeExecution>()
  const seen = new Set<string>()
  const again = new Set<NodeExecution>()
  const outputs = new Map<string, JsonObject>()
  const starts = new Map<string, LogData['node_started']>()
  const rebuildInputs = createInputRebuilder(workflow, { outputs, starts })
  const containers = new Set(workflow.nodes.flatMap((node) => node.parent ?? []))
  const stepUsage = new Map<string, RunUsage | null>()
  let usage: RunUsage | null = null
  let total = 0
  let lastSeq = 0

  return {
    add(entries: Iterable<LogEntry>): void {
      for (const entry of entries) {
        lastSeq = entry.seq
        if (entry.path !== undefined && entry.node_id !== undefined) take(entry, entry.path, entry.node_id)
      }
    },
    result(): FoldedRun {
      const ended = record.completed_at !== null
      const list = [...kept.values()].map((node) => (ended ? closed(node) : node))
      return {
        node_executions: Object.fromEntries(list.map((node) => [node.path, node])),
        node_executions_total: total,
        usage: ended ? withLeft() : usage,
        last_seq: lastSeq,
      }
    },
  }

  function take(entry: LogEntry, path: string, nodeId: string): void {
    if (is(entry, 'node_started') && containers.has(nodeId)) starts.set(path, entry.data)
    if (is(entry, 'node_completed')) outputs.set(path, entry.data.outputs)
    countUsage(entry, path)
    const node = nodeAt(path, nodeId)
    if (!node) return
    if (is(entry, 'node_started') && node.started_at !== null) again.add(node)
    applyEntry(node, entry)
    if (again.has(node)) node.duration_ms = wholeTime(node)
    if (is(entry, 'node_started')) node.inputs = rebuildInputs(path, entry.data)
  }

  function countUsage(entry: LogEntry, path: string): void {
    const steps = stepUsage.get(path) ?? null
    if (is(entry, 'node_step')) {
      const sum = addStepUsage(steps, entry.data)
      if (sum !== steps) stepUsage.set(path, sum)
    } else if (endsTry(entry)) {
      usage = addTryUsage(usage, { ...entry.data, steps })
      stepUsage.delete(path)
    }
  }

  /** With what those nodes took that nobody wrote the end of. */
  function withLeft(): RunUsage | null {
    return [...stepUsage.values()].reduce((sum, steps) => addTryUsage(sum, { steps }), usage)
  }

  function nodeAt(path: string, nodeId: string): NodeExecution | undefined {
    if (seen.has(path)) return kept.get(path)
    seen.add(path)
    if (match && !match({ node_id: nodeId, path })) return undefined
    total += 1
    if (total <= offset || total > offset + limit) return undefined
    const node = newNodeExecution(nodeId, path)
    kept.set(path, node)
    return node
  }
}

type TryEnd = LogEntry<'node_completed' | 'node_failed' | 'node_retrying' | 'node_skipped'>

const endsTry = (entry: LogEntry): entry is TryEnd =>
  is(entry, 'node_completed') ||
  is(entry, 'node_failed') ||
  is(entry, 'node_retrying') ||
  is(entry, 'node_skipped')

function applyEntry(node: NodeExecution, entry: LogEntry): void {
  if (is(entry, 'node_started')) {
    // Another try performs all of its steps itself.
    if (node.status === 'retrying') node.steps = []
    node.status = 'running'
    node.started_at ??= entry.at
    node.attempts = entry.data.attempt
    node.error = null
  } else if (is(entry, 'node_log')) node.logs.push({ at: entry.at, ...entry.data })
  else if (is(entry, 'node_step')) node.steps = foldStep(node.steps, entry.at, entry.data)
  else if (is(entry, 'node_waiting')) node.status = 'waiting'
  else if (is(entry, 'node_retrying')) {
    node.status = 'retrying'
    node.error = entry.data.error
  } else if (is(entry, 'node_completed')) {
    end(node, 'completed', entry)
    node.duration_ms = entry.data.duration_ms
    node.outputs = entry.data.outputs
    node.error = entry.data.error ?? null
  } else if (is(entry, 'node_failed')) {
    end(node, 'failed', entry)
    node.attempts = entry.data.attempt
    node.duration_ms = entry.data.duration_ms
    node.error = entry.data.error
  } else if (is(entry, 'node_skipped')) {
    // A node that is given up after it began was cancelled; one that never began was skipped.
    end(node, node.started_at === null ? 'skipped' : 'cancelled', entry)
    node.reason = entry.data.reason
  }
}

function end(node: NodeExecution, status: NodeExecution['status'], entry: LogEntry): void {
  node.status = status
  node.completed_at = entry.at
}

/** From the first start to the end, waiting and failed tries included: an entry times its last start only. */
function wholeTime({ started_at, completed_at }: NodeExecution): number | null {
  return started_at === null || completed_at === null
    ? null
    : Date.parse(completed_at) - Date.parse(started_at)
}

/** In a run that has ended nothing works any more. */
function closed(node: NodeExecution): NodeExecution {
  const open = node.status === 'running' || node.status === 'waiting' || node.status === 'retrying'
  return open ? { ...node, status: 'cancelled' } : node
}

const is = <T extends LogType>(entry: LogEntry, type: T): entry is LogEntry<T> => entry.type === type
