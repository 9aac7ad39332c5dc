import { toFailed } from './failure.ts'
import type { RunWork } from './run_work.ts'
import { ref } from './run_work.ts'
import type { Task } from './task.ts'

/**
 * Writes down what a node took that was given up because the run ends: it was paid for, although nothing comes of it. A
 * stepped node says so with its step.
 */
export function noteSpent(run: RunWork, task: Task, result: PromiseSettledResult<unknown>): void {
  if (!isCutShort(run, task) || task.node.type?.stepped || result.status === 'fulfilled') return
  const { failure } = toFailed(result.reason)
  if (!failure.spent) return
  const step = { name: 'cut short', effect: 'idempotent', attempt: task.attempt } as const
  run.log.add('node_step', { ...step, state: 'failed', error: failure }, ref(task))
}

/** Told to stop, by the end of the run or of its time, while nothing of that is written down yet. */
export const isCutShort = (run: RunWork, task: Task): boolean =>
  task.state === 'running' && (run.phase === 'ending' || task.late !== undefined)
