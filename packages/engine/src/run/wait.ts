import type { RunWork, Waits } from './run_work.ts'
import { FOREVER, isoTime, none, ref } from './run_work.ts'
import { spentWaiting, type Task, type Wait } from './task.ts'
import { timesOutAt } from './times_out_at.ts'

/** Nodes that gave up their place until a time or a signal. */
export function createWaits(run: RunWork): Waits {
  const { clock, journal, limits } = run.deps
  /** Signals that are taken and not yet on their way to the disk with the entry that says so. */
  const taking = new Set<number>()
  return { suspend, arm, signalled, considerParking }

  function suspend(task: Task, { until, signal, person }: Omit<Wait, 'at'>): void {
    run.listener.abandon(task)
    const at = clock.now()
    task.state = 'waiting'
    task.wait = { at, until, signal, person }
    task.spent += at - task.started_at
    run.log.add(
      'node_waiting',
      {
        ...(until !== undefined && { until: isoTime(until) }),
        ...(signal && { signal }),
        ...(person && { person }),
        at_ms: at,
      },
      ref(task),
    )
    run.tasks.add(task)
    arm(task)
  }

  function arm(task: Task): void {
    const { until = FOREVER, signal } = task.wait ?? { at: 0 }
    const timeout = timesOutAt(task)
    const wake = Math.min(until, timeout)
    if (wake !== FOREVER)
      task.stopTimer = clock.after(Math.max(0, wake - clock.now()), () => {
        if (run.phase !== 'live') return
        if (timeout < until) run.listener.timedOut(task)
        else if (task.state === 'retrying') makeReady(task)
        else if (task.state === 'waiting') wakeByTimer(task)
        run.loop.pump()
      })
    if (signal !== undefined) void takeSignal(task, signal)
  }

  function makeReady(task: Task): void {
    task.state = 'ready'
    task.stopTimer = undefined
    run.tasks.delete(task)
    run.queue.push(task)
  }

  function wakeByTimer(task: Task): void {
    const suspended_at = task.wait?.at ?? 0
    task.wake = { reason: 'timer', suspended_at, at: clock.now() }
    task.spent += spentWaiting(task)
    makeReady(task)
  }

  async function takeSignal(task: Task, name: string): Promise<void> {
    if (run.pausing || run.departing) return
    const waiting = await journal.signals(run.record.id, name)
    const signal = waiting.find(({ id }) => !taking.has(id))
    if (!signal || run.phase !== 'live' || task.state !== 'waiting') return
    taking.add(signal.id)
    run.listener.abandon(task)
    const suspended_at = task.wait?.at ?? 0
    task.wake = { reason: 'signal', suspended_at, at: clock.now(), data: signal.data }
    task.spent += spentWaiting(task)
    task.taken = signal.id
    // Started at once and past every limit, so that who answered sees what comes of it.
    run.nodes.startTask(task)
    run.loop.pump()
  }

  function signalled(): void {
    run.signalCame = true
    for (const task of run.tasks)
      if (task.state === 'waiting' && task.wait?.signal !== undefined) void takeSignal(task, task.wait.signal)
  }

  function considerParking(): void {
    const { timers, tasks } = run
    timers.park()
    timers.park = none
    if (tasks.size === 0) return
    const wake = nextWake()
    if (wake - clock.now() > limits.park_after_ms && wake !== FOREVER) return void run.leavings.park(wake)
    if (wake === FOREVER)
      timers.park = clock.after(limits.park_after_ms, () => {
        if (run.phase === 'live' && run.active === 0 && run.queue.size === 0)
          void run.leavings.park(nextWake())
      })
  }

  function nextWake(): number {
    let wake = run.ending.deadlineAt() ?? FOREVER
    for (const task of run.tasks) wake = Math.min(wake, task.wait?.until ?? FOREVER, timesOutAt(task))
    return wake
  }
}
