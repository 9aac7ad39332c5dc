import type { RunWork, Writer } from './run_work.ts'
import { isoTime, none, ref } from './run_work.ts'

/** Streamed text, progress and logs are made durable, and shown, at most this often. */
const FLUSH_MS = 50

export function createWriter(run: RunWork): Writer {
  const { clock } = run.deps
  let firstFlush = false
  let lastFlush = Number.NEGATIVE_INFINITY

  return {
    update(changes) {
      Object.assign(run.record, changes)
      run.log.update(changes)
    },
    commit,
    flushSoon,
    note(task, entry) {
      if (run.phase !== 'live' || task.state !== 'running') return
      const bytes = 'text' in entry.data ? entry.data.text.length : 64
      run.log.add(entry.type, entry.data, ref(task), bytes)
      flushSoon()
    },
  }

  async function commit(): Promise<void> {
    run.timers.flush()
    run.timers.flush = none
    lastFlush = clock.now()
    await run.log.commit()
    if (run.refused) return
    run.durable = true
    run.started.resolve()
  }

  function flushSoon(): void {
    if (!firstFlush) {
      firstFlush = true
      setImmediate(() => {
        if (run.phase === 'live' && !run.durable) void commit()
      })
      return
    }
    if (run.log.pending === 0 || run.timers.flush !== none) return
    const wait = Math.max(0, lastFlush + FLUSH_MS - clock.now())
    run.timers.flush = clock.after(wait, () => void commit())
  }
}

/** A run that never became durable is given back to its caller; any other waits for the disk. Answers whether to try again. */
export function refuseOrWait(run: RunWork, error: unknown): boolean {
  if (run.durable) return true
  if (run.refused) return false
  run.refused = true
  run.leavings.close()
  const failure = { code: 'not_stored', message: 'The run could not be written down and was not started' }
  const completed_at = isoTime(run.deps.clock.now())
  run.writer.update({ status: 'cancelled', completed_at, error: failure })
  run.started.reject(error)
  run.leaving.resolve({ kind: 'refused', error })
  return false
}
