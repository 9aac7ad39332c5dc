import type { LogEntry, Observer } from '@llamanexus/engine'

export type EntriesListener = (entries: readonly LogEntry[], executionId: string) => void

export interface StatusChange {
  id: string
  workflow_id: string
  status: string
}

/** Passes on what has become durable: to who watches one run, the runs of a workflow, or everything. */
export interface Hub extends Observer {
  watchRun(executionId: string, listener: EntriesListener): () => void
  watchWorkflow(workflowId: string, listener: (change: StatusChange) => void): () => void
  watchAll(listener: EntriesListener): () => void
}

/** `workflowOf` is asked only for runs that a former process started. */
export function createHub(workflowOf: (executionId: string) => Promise<string | undefined>): Hub {
  const runs = new Map<string, Set<EntriesListener>>()
  const workflows = new Map<string, Set<(change: StatusChange) => void>>()
  const everything = new Set<EntriesListener>()
  const startedHere = new Map<string, string>()

  return {
    watchRun: (id, listener) => add(runs, id, listener),
    watchWorkflow: (id, listener) => add(workflows, id, listener),
    watchAll(listener) {
      everything.add(listener)
      return () => void everything.delete(listener)
    },
    committed(executionId, entries) {
      for (const listener of everything) listener(entries, executionId)
      const watching = runs.get(executionId)
      if (watching) for (const listener of watching) listener(entries, executionId)
      for (const entry of entries) if (entry.type.startsWith('execution_')) changed(entry)
    },
  }

  function changed(entry: LogEntry): void {
    const { execution_id: id } = entry
    const status = statusAfter[entry.type] ?? 'running'
    if (isStarted(entry)) startedHere.set(id, entry.data.workflow_id)
    const known = startedHere.get(id)
    if (ended.has(status)) startedHere.delete(id)
    if (workflows.size === 0) return
    if (known !== undefined) return tell({ id, workflow_id: known, status })
    void workflowOf(id).then(
      (workflow_id) => workflow_id !== undefined && tell({ id, workflow_id, status }),
      () => undefined,
    )
  }

  function tell(change: StatusChange): void {
    for (const listener of workflows.get(change.workflow_id) ?? []) listener(change)
  }
}

const statusAfter: Readonly<Record<string, string>> = {
  execution_paused: 'paused',
  execution_completed: 'completed',
  execution_failed: 'failed',
  execution_cancelled: 'cancelled',
}

const ended: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled'])

const isStarted = (entry: LogEntry): entry is LogEntry<'execution_started'> =>
  entry.type === 'execution_started'

function add<T>(map: Map<string, Set<T>>, key: string, listener: T): () => void {
  const set = map.get(key) ?? new Set()
  map.set(key, set.add(listener))
  return () => {
    set.delete(listener)
    if (set.size === 0 && map.get(key) === set) map.delete(key)
  }
}
