import { type Failed, toFailed } from './failure.ts'
import { noteSpent } from './note_spent.ts'
import type { Listener, RunWork } from './run_work.ts'
import { FOREVER } from './run_work.ts'
import type { Task } from './task.ts'
import { timesOutAt } from './times_out_at.ts'

/** How long nodes may take to honour an abort before it goes on without them. */
export const GRACE_MS = 1_000

/** Waits for what executors are at work on, and gives up waiting. */
export function createListener(run: RunWork): Listener {
  return { listen, abandon, watchTimeout, timedOut }

  async function listen<T>(task: Task, promise: Promise<T>, next: (value: T) => void): Promise<void> {
    const ticket = {}
    task.ticket = ticket
    run.tasks.add(task)
    run.active += 1
    run.inFlight.add(promise)
    const [result] = await Promise.allSettled([promise])
    run.inFlight.delete(promise)
    if (task.ticket !== ticket) return noteSpent(run, task, result)
    task.ticket = undefined
    run.active -= 1
    if (run.phase !== 'live') return
    if (task.late) failLate(task, task.late, result)
    else if (result.status === 'fulfilled') next(result.value)
    else run.failures.failTask(task, toFailed(result.reason))
    run.loop.pump()
  }

  function abandon(task: Task): void {
    if (task.ticket) run.active -= 1
    task.ticket = undefined
    task.stopTimer?.()
    task.stopTimer = undefined
    task.abort?.abort()
    task.abort = undefined
    task.late = undefined
  }

  function watchTimeout(task: Task): void {
    const at = timesOutAt(task)
    if (at === FOREVER) return
    const { clock } = run.deps
    task.stopTimer = clock.after(Math.max(0, at - clock.now()), () => {
      timedOut(task)
      run.loop.pump()
    })
  }

  /** What it took is known once it has stopped; one that does not is not waited for. */
  function timedOut(task: Task): void {
    const message = `The node took longer than ${task.node.node.policy?.timeout_ms} ms`
    const hint = 'Raise the time limit under Policy, or look at what it was doing for so long.'
    const failed: Failed = { failure: { code: 'timeout', message, hint }, retryable: true }
    if (!task.ticket || !task.abort) return run.failures.failTask(task, failed)
    task.late = failed
    task.stopTimer?.()
    task.stopTimer = run.deps.clock.after(GRACE_MS, () => {
      run.failures.failTask(task, failed)
      run.loop.pump()
    })
    task.abort.abort()
  }

  function failLate(task: Task, late: Failed, result: PromiseSettledResult<unknown>): void {
    const spent = result.status === 'rejected' && toFailed(result.reason).failure.spent
    run.failures.failTask(task, spent ? { ...late, failure: { ...late.failure, spent } } : late)
  }
}
