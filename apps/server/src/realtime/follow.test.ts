import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LogEntry } from '@llamanexus/engine'
import { follow } from './follow.ts'
import { createHub } from './hub.ts'

const entry = (seq: number, type: LogEntry['type'] = 'node_log'): LogEntry => ({
  seq,
  type,
  execution_id: 'run',
  at: '2026-01-01T00:00:00.000Z',
  data: { level: 'info', message: `${seq}` },
})

/** A run whose committed log can be lengthened while it is followed. */
function openRun() {
  const hub = createHub(async () => undefined)
  const log: LogEntry[] = []
  return {
    log,
    commit(...entries: LogEntry[]) {
      log.push(...entries)
      hub.committed('run', entries)
    },
    follow: (after: number, options: { signal?: AbortSignal; max_waiting?: number } = {}) =>
      follow({
        watch: (put) => hub.watchRun('run', put),
        after,
        read: async (from, limit) => log.filter(({ seq }) => seq > from).slice(0, limit),
        end: { hasEnded: async () => log.some(isLast), isLast },
        signal: options.signal ?? new AbortController().signal,
        max_waiting: options.max_waiting,
      }),
  }
}

const isLast = ({ type }: LogEntry) => type === 'execution_completed'

const seqs = (entries: readonly LogEntry[]) => entries.map(({ seq }) => seq)

describe('follow', () => {
  it('goes over from the store to live without a gap or a duplicate', async () => {
    const run = openRun()
    for (let seq = 1; seq <= 250; seq += 1) run.commit(entry(seq))
    const seen: number[] = []
    for await (const step of run.follow(10)) {
      if (step.kind === 'entries') seen.push(...seqs(step.entries))
      const next = run.log.length + 1
      if (next <= 400) run.commit(entry(next), entry(next + 1))
      else if (run.log.at(-1)?.type !== 'execution_completed') run.commit(entry(next, 'execution_completed'))
    }
    assert.deepEqual(
      seen,
      Array.from({ length: run.log.length - 10 }, (_, index) => index + 11),
    )
  })

  it('drops what waits for a slow reader, says so, and reads it from the store', async () => {
    const run = openRun()
    run.commit(entry(1))
    const steps: string[] = []
    const seen: number[] = []
    for await (const step of run.follow(0, { max_waiting: 5 })) {
      steps.push(step.kind)
      if (step.kind === 'entries') seen.push(...seqs(step.entries))
      if (run.log.length === 1) queueMicrotask(() => run.commit(entry(2)))
      if (run.log.length === 2) {
        for (let seq = 3; seq <= 20; seq += 1) run.commit(entry(seq))
        run.commit(entry(21, 'execution_completed'))
      }
    }
    assert.ok(steps.includes('catching_up'))
    assert.deepEqual(
      seen,
      Array.from({ length: 21 }, (_, index) => index + 1),
    )
  })

  it('ends at once for a run that has ended and was read to its end', async () => {
    const run = openRun()
    run.commit(entry(1), entry(2, 'execution_completed'))
    for await (const step of run.follow(2)) assert.fail(`Nothing is left, but ${step.kind} came`)
  })

  it('ends when its reader goes away', async () => {
    const run = openRun()
    run.commit(entry(1))
    const reader = new AbortController()
    for await (const step of run.follow(0, { signal: reader.signal })) {
      assert.equal(step.kind, 'entries')
      setImmediate(() => reader.abort())
    }
  })
})
