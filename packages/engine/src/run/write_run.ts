import type { RunWork, Writer } from './run_work.ts'
import { isoTime, none, ref } from './run_work.ts'
import type { Task } from './task.ts'

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
      if (entry.type === 'node_output') return stream(task, entry.data)
      run.log.add(entry.type, entry.data, ref(task), 64)
      flushSoon()
    },
    endStreams(task) {
      const { streams } = task
      if (!streams) return
      task.streams = undefined
      for (const [port, held] of streams) show(task, held.flush(), port)
    },
  }

  /** A secret may be cut over several pieces, so text goes through what remembers the end of the piece before. */
  function stream(task: Task, { text, port }: { text: string; port?: string }): void {
    const { redaction } = run.deps
    const held = task.streams?.get(port)
    if (!held && !redaction.is_active) return show(task, text, port)
    const piece = held ?? redaction.stream()
    task.streams ??= new Map()
    task.streams.set(port, piece)
    show(task, piece.push(text), port)
  }

  function show(task: Task, text: string, port: string | undefined): void {
    if (text === '') return
    const data = { text, ...(port !== undefined && { port }), attempt: task.attempt }
    run.log.add('node_output', data, ref(task), text.length)
    flushSoon()
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
