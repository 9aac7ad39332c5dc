import { toFailed } from './failure.ts'
import type { Listener, RunWork } from './run_work.ts'
import { FOREVER } from './run_work.ts'
import type { Task } from './task.ts'
import { timesOutAt } from './times_out_at.ts'

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
    if (task.ticket !== ticket) return
    task.ticket = undefined
    run.active -= 1
    if (run.phase !== 'live') return
    if (result.status === 'fulfilled') next(result.value)
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

  function timedOut(task: Task): void {
    abandon(task)
    const message = `The node took longer than ${task.node.node.policy?.timeout_ms} ms`
    const hint = 'Raise the time limit under Policy, or look at what it was doing for so long.'
    run.failures.failTask(task, { failure: { code: 'timeout', message, hint }, retryable: true })
  }
}
