import { finalOutput } from './final_output.ts'
import { GRACE_MS } from './listen.ts'
import type { End, RunEnding, RunWork } from './run_work.ts'
import { isoTime } from './run_work.ts'

/** Ends a run: once, durably, and with nothing left at work. */
export function createRunEnding(run: RunWork): RunEnding {
  const { clock } = run.deps
  const { settings } = run.plan.workflow
  return { endRun, watchDeadline, deadlineAt }

  function endRun(end: End): void {
    if (run.phase === 'replaying') run.pendingEnd ??= end
    if (run.phase !== 'live') return
    run.phase = 'ending'
    run.leavings.stopTimers()
    for (const task of run.tasks) run.listener.abandon(task)
    if (run.inFlight.size === 0) return void finish(end)
    const grace = Promise.withResolvers<void>()
    const stop = clock.after(GRACE_MS, grace.resolve)
    void Promise.race([Promise.allSettled(run.inFlight), grace.promise]).then(() => {
      stop()
      return finish(end)
    })
  }

  async function finish(end: End): Promise<void> {
    const now = clock.now()
    const duration_ms = now - Date.parse(run.record.started_at)
    const ended = { completed_at: isoTime(now), wake_at: null, control: null }
    switch (end.status) {
      case 'completed': {
        const final_output = finalOutput(run.plan, run.root)
        run.log.add('execution_completed', { final_output, duration_ms })
        run.writer.update({ ...ended, status: 'completed', final_output })
        break
      }
      case 'failed':
        run.log.add('execution_failed', { error: end.error, duration_ms })
        run.writer.update({ ...ended, status: 'failed', error: end.error })
        break
      case 'cancelled':
        run.log.add('execution_cancelled', { duration_ms })
        run.writer.update({ ...ended, status: 'cancelled' })
    }
    await run.writer.commit()
    run.phase = 'left'
    run.leaving.resolve({ kind: 'ended' })
  }

  function watchDeadline(): void {
    const at = deadlineAt()
    if (at === undefined) return
    run.timers.deadline = clock.after(Math.max(0, at - clock.now()), () => {
      const message = `The run took longer than ${settings.timeout_ms} ms`
      endRun({ status: 'failed', error: { code: 'run_timeout', message } })
    })
  }

  function deadlineAt(): number | undefined {
    if (settings.timeout_ms === undefined) return undefined
    return Date.parse(run.record.started_at) + settings.timeout_ms
  }
}
