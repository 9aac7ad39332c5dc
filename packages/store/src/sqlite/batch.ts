import type { ExecutionRecord, ExecutionUpdate, LogEntry, Signal } from '@llamanexus/engine'

/** What one run has queued since the last commit. */
export interface RunWrites {
  created?: ExecutionRecord
  entries: LogEntry[]
  /** All updates since, the later ones over the earlier. */
  update?: ExecutionUpdate
}

/** What all runs have queued, to be written in one transaction. */
export interface Batch {
  runs: Map<string, RunWrites>
  signals: { execution_id: string; signal: Signal }[]
  /** Row numbers of the signals that runs have taken. */
  taken: Set<number>
}

export const emptyBatch = (): Batch => ({ runs: new Map(), signals: [], taken: new Set() })

export const isEmptyBatch = ({ runs, signals, taken }: Batch): boolean =>
  runs.size === 0 && signals.length === 0 && taken.size === 0

export const runIn = (batch: Batch, executionId: string): RunWrites => {
  let run = batch.runs.get(executionId)
  if (!run) {
    run = { entries: [] }
    batch.runs.set(executionId, run)
  }
  return run
}

/** Updates of a run that is itself new become part of its first row. */
export const addUpdate = (run: RunWrites, update: ExecutionUpdate): void => {
  if (run.created) Object.assign(run.created, update)
  else run.update = { ...run.update, ...update }
}

/** Puts what could not be written back in front of what was queued since. */
export const joinBatches = (first: Batch, then: Batch): Batch => {
  for (const [id, { created, entries, update }] of then.runs) {
    const run = runIn(first, id)
    if (created) run.created = created
    for (const entry of entries) run.entries.push(entry)
    if (update) addUpdate(run, update)
  }
  return {
    runs: first.runs,
    signals: [...first.signals, ...then.signals],
    taken: new Set([...first.taken, ...then.taken]),
  }
}
