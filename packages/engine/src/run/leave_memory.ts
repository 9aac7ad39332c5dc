import type { Leavings, RunWork } from './run_work.ts'

/** The ways in which a run leaves memory before its end: paused, parked, or left for the next process. */
export function createLeavings(run: RunWork): Leavings {
  const { clock } = run.deps
  return { pause, leave, stop, park, close, stopTimers }

  async function pause(): Promise<void> {
    if (run.phase !== 'live' || run.pausing) return
    run.pausing = { reason: 'requested' }
    run.writer.update({ control: 'pause' })
    const written = run.writer.commit()
    run.loop.pump()
    await written
    if (run.active === 0) await run.leaving.promise
  }

  async function leave(drainMs: number): Promise<void> {
    if (run.phase !== 'live') return void (await run.leaving.promise)
    run.departing = true
    const giveUp = clock.after(drainMs, () => void stop())
    run.loop.pump()
    await run.leaving.promise
    giveUp()
  }

  async function stop(): Promise<void> {
    if (run.phase !== 'live') return
    close()
    const { pausing } = run
    if (pausing) {
      run.log.add('execution_paused', pausing)
      run.writer.update({ status: 'paused', control: null })
    } else run.writer.update({ wake_at: clock.now() })
    await run.writer.commit()
    run.leaving.resolve({ kind: pausing ? 'paused' : 'left' })
  }

  async function park(wakeAt: number): Promise<void> {
    run.signalCame = false
    close()
    run.writer.update({ wake_at: wakeAt })
    await run.writer.commit()
    run.leaving.resolve({ kind: 'parked', signalled: run.signalCame, wake_at: wakeAt })
  }

  function close(): void {
    run.phase = 'left'
    stopTimers()
    for (const task of run.tasks) run.listener.abandon(task)
  }

  function stopTimers(): void {
    run.timers.flush()
    run.timers.park()
    run.timers.deadline()
  }
}
