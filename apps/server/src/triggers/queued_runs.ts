import type { Hub } from '../realtime/hub.ts'

/** Runs that triggers asked for and that wait in the engine's queue, by workflow. */
export interface QueuedRuns {
  count(workflowId: string): number
  /** Counts a run until it begins, or is removed. */
  add(run: { execution_id: string; workflow_id: string }): void
  remove(executionId: string): void
}

/** `onFewer`: told of a workflow of which one waits no more, with how many still do. */
export function createQueuedRuns(
  hub: Pick<Hub, 'watchAll'>,
  onFewer: (workflowId: string, count: number) => void,
): QueuedRuns {
  const workflowOf = new Map<string, string>()
  const counts = new Map<string, number>()
  // A run that is durable and queued has no entries yet: the first ones say that it has begun, or was cancelled.
  hub.watchAll((entries, executionId) => {
    if (workflowOf.size > 0 && entries.length > 0) remove(executionId)
  })
  return {
    count: (workflowId) => counts.get(workflowId) ?? 0,
    add({ execution_id, workflow_id }) {
      if (workflowOf.has(execution_id)) return
      workflowOf.set(execution_id, workflow_id)
      counts.set(workflow_id, (counts.get(workflow_id) ?? 0) + 1)
    },
    remove,
  }

  function remove(executionId: string): void {
    const workflowId = workflowOf.get(executionId)
    if (workflowId === undefined) return
    workflowOf.delete(executionId)
    const count = (counts.get(workflowId) ?? 1) - 1
    if (count > 0) counts.set(workflowId, count)
    else counts.delete(workflowId)
    onFewer(workflowId, count)
  }
}
