import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LogEntry } from '@llamanexus/engine'
import type { Workflow } from '@llamanexus/workflow'
import { draw } from './draw.ts'
import { createMemoryJournal } from './memory_journal.ts'
import { runUntil } from './run_until.ts'
import { createTestProcess } from './test_process.ts'

/** Waits ten times, and stands in a container with tries that wait as well. */
const waitsOften = (ms: number): Workflow =>
  draw(
    {
      in: { type: 'start' },
      again: { type: 'while_loop', config: { condition: 'iteration < 10' } },
      pause: { type: 'wait', parent: 'again', inputs: { ms } },
      tries: { type: 'retry', parent: 'again', config: { max_retries: 2, backoff_ms: ms, jitter: false } },
      x: { type: 'pass', parent: 'tries', config: { fields: '{{ attempt < 2 ? nope.x : attempt }}' } },
      out: { type: 'output' },
    },
    [
      'in.trigger -> again.state',
      'again.state -> pause.input',
      'pause.output -> tries.input',
      'tries.input -> x.input',
      'x.output -> tries.result',
      'tries.output -> again.next',
      'again.state -> out.value',
    ],
  )

async function runCountingReads(ms: number) {
  const journal = createMemoryJournal()
  let reads = 0
  const counted = {
    ...journal,
    read(id: string, after?: number): AsyncIterable<readonly LogEntry[]> {
      reads += 1
      return journal.read(id, after)
    },
  }
  const { start, engine, clock } = createTestProcess({ journal: counted })
  const { id, finished } = start(waitsOften(ms), 1)
  const { final_output } = await runUntil(clock, finished)
  const log = journal.log(id).map(({ type, path }) => `${type} ${path ?? ''}`)
  return { final_output, reads, log, parked: engine.stats().parked }
}

describe('runs that leave memory while they wait', () => {
  it('come back without their log when it was not for long, with it otherwise, and go on alike', async () => {
    const short = await runCountingReads(60_000)
    const long = await runCountingReads(3_600_000)
    assert.equal(short.reads, 0)
    // Its retries wait for a minute at most.
    assert.equal(long.reads, 10)
    assert.deepEqual([short.final_output, short.log], [long.final_output, long.log])
    assert.deepEqual([short.parked, long.parked], [0, 0])
  })
})
