import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EngineError } from '@llamanexus/engine'
import type { Workflow } from '@llamanexus/workflow'
import { draw } from './draw.ts'
import { createMemoryJournal } from './memory_journal.ts'
import { createRandomSource } from './random_source.ts'
import { runUntil, settleTurns } from './run_until.ts'
import type { SimulatedClock } from './simulated_clock.ts'
import { createTestProcess } from './test_process.ts'

const slow = (ms: number, config = {}) =>
  draw(
    {
      in: { type: 'start' },
      a: { type: 'slow', config: { ms, ...config } },
      b: { type: 'pass' },
      out: { type: 'output' },
    },
    ['in.trigger -> a.input', 'a.output -> b.input', 'b.output -> out.value'],
  )
const terminal = ['execution_completed', 'execution_failed', 'execution_cancelled']

describe('control', () => {
  it('cancels a running node at once, and once', async () => {
    const { start, engine, clock, journal } = createTestProcess()
    const { id, finished } = start(slow(60_000))
    await settleTurns()
    const { execution } = await runUntil(clock, engine.cancel(id))
    assert.equal(execution.status, 'cancelled')
    assert.equal((await finished).status, 'cancelled')
    await assert.rejects(
      engine.cancel(id),
      (error) => error instanceof EngineError && error.code === 'execution_ended',
    )
    assert.equal(journal.log(id).at(-1)?.type, 'execution_cancelled')
  })

  it('leaves a node behind that ignores the abort, after a second', async () => {
    const { start, engine, clock } = createTestProcess()
    const { id } = start(slow(60_000, { deaf: true }))
    await settleTurns()
    const from = clock.now()
    await runUntil(clock, engine.cancel(id))
    assert.equal(clock.now() - from, 1000)
  })

  it('gives exactly one end when a cancel races with completion', async () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = createRandomSource(seed)
      const { start, engine, clock, journal } = createTestProcess()
      const { id, finished } = start(slow(random.integer(3)))
      for (let turn = random.integer(6); turn > 0; turn -= 1) {
        if (random.chance(0.5)) await settleTurns(1)
        else clock.step()
      }
      const cancelled = engine.cancel(id).then(
        () => 'cancelled',
        () => 'refused',
      )
      const [record, answer] = await runUntil(clock, Promise.all([finished, cancelled]))
      const ends = journal.log(id).filter((entry) => terminal.includes(entry.type))
      assert.equal(ends.length, 1, `seed ${seed}`)
      assert.equal(record.status === 'cancelled', answer === 'cancelled', `seed ${seed}`)
    }
  })

  it('takes any control calls at once, in memory or not, and keeps one log', async () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = createRandomSource(seed)
      const { start, engine, clock, journal } = createTestProcess()
      const { id } = start(
        draw({ in: { type: 'start' }, a: { type: 'wait', inputs: { ms: 60_000 } } }, [
          'in.trigger -> a.input',
        ]),
      )
      await settleTurns(random.integer(8))
      const calls = Array.from({ length: 6 }, async () => {
        await settleTurns(random.integer(12))
        const action =
          (['pause', 'resume', 'pause', 'resume', 'cancel'] as const)[random.integer(5)] ?? 'pause'
        await engine[action](id).catch((error: unknown) =>
          assert.ok(error instanceof EngineError, String(error)),
        )
      })
      await runUntil(clock, Promise.all(calls))
      await runUntil(
        clock,
        engine.cancel(id).catch(() => undefined),
      )
      const log = journal.log(id)
      assert.deepEqual(
        log.map(({ seq }) => seq),
        log.map((_, index) => index + 1),
        `seed ${seed}`,
      )
      assert.equal(log.filter((entry) => terminal.includes(entry.type)).length, 1, `seed ${seed}`)
    }
  })

  it('pauses at the next node boundary and goes on from there', async () => {
    const { start, engine, clock, journal } = createTestProcess()
    const { id, finished } = start(slow(100), 7)
    await settleTurns()
    const { execution } = await engine.pause(id)
    assert.deepEqual([execution.status, execution.control], ['running', 'pause'])
    while (journal.record(id)?.status !== 'paused') {
      clock.step()
      await settleTurns(1)
    }
    assert.equal(journal.log(id).at(-1)?.type, 'execution_paused')
    assert.equal(engine.stats().running, 0)
    await engine.resume(id)
    const record = await runUntil(clock, finished)
    assert.deepEqual([record.status, record.final_output], ['completed', 7])
    assert.equal(
      journal.log(id).filter((entry) => entry.type === 'node_started' && entry.path === 'a').length,
      1,
    )
  })

  it('resumes a run that was paused while it waited for a place, and says so', async () => {
    const { start, engine, clock } = createTestProcess({ limits: { max_runs: 1 } })
    const first = start(slow(100))
    await settleTurns()
    const { id, finished } = start(slow(10), 7)
    await settleTurns()
    assert.equal((await engine.pause(id)).execution.status, 'paused')
    assert.equal((await engine.resume(id)).execution.status, 'pending')
    const [record] = await runUntil(clock, Promise.all([finished, first.finished]))
    assert.deepEqual([record.status, record.final_output], ['completed', 7])
  })

  it('pauses and asks before an unsafe node that was interrupted runs again', async () => {
    const workflow = draw({ in: { type: 'start' }, a: { type: 'unsafe' }, out: { type: 'output' } }, [
      'in.trigger -> a.input',
      'a.output -> out.value',
    ])
    const died = Promise.withResolvers<void>()
    const journal = createMemoryJournal({
      crashAt: (commit) => {
        if (commit === 2) died.resolve()
        return commit === 2
      },
    })
    const first = createTestProcess({ journal })
    const { id } = first.start(workflow, 5)
    await runUntil(first.clock, died.promise)
    const next = createTestProcess({ journal: journal.reopen(), world: first.world })
    await next.engine.recover()
    await settleTurns(5)
    const paused = next.journal.log(id).at(-1)
    assert.deepEqual(
      [paused?.type, paused?.data],
      ['execution_paused', { reason: 'unsafe_interrupted', nodes: ['a'] }],
    )
    await next.engine.resume(id)
    const record = await runUntil(next.clock, next.engine.finished(id))
    assert.equal(record.final_output, 5)
    assert.deepEqual([...next.world.calls.values()], [2])
  })

  it('ends a run as failed that was found unfinished three times', async () => {
    let journal = createMemoryJournal({ crashAt: (commit) => commit === 2 })
    const { start, world, clock } = createTestProcess({ journal })
    const { id } = start(slow(1000))
    await settleTurns(5)
    for (let restart = 1; restart <= 2; restart += 1) {
      journal = journal.reopen()
      await createTestProcess({ journal, world }).engine.recover()
      await settleTurns(5)
      assert.equal(journal.record(id)?.status, 'running')
    }
    journal = journal.reopen()
    const last = createTestProcess({ journal, world })
    await last.engine.recover()
    const record = await runUntil(clock, last.engine.finished(id))
    assert.deepEqual([record.status, record.error?.code], ['failed', 'quarantined'])
  })
})

describe('waiting', () => {
  const month = 30 * 24 * 3_600_000
  it('keeps nothing in memory for a month and then goes on, once', async () => {
    const { start, engine, clock, journal } = createTestProcess()
    const { finished, id } = start(
      draw(
        {
          in: { type: 'start' },
          w: { type: 'wait', inputs: { ms: month } },
          a: { type: 'idempotent' },
          out: { type: 'output' },
        },
        ['in.trigger -> w.input', 'w.output -> a.input', 'a.output -> out.value'],
      ),
      3,
    )
    const from = clock.now()
    await settleTurns(5)
    assert.deepEqual(engine.stats(), { running: 0, queued: 0, parked: 1 })
    const record = await runUntil(clock, finished)
    assert.deepEqual([record.final_output, clock.now() - from], [3, month])
    assert.equal(journal.log(id).filter((entry) => entry.type === 'execution_completed').length, 1)
  })

  it('goes on when a signal answers, in memory or long after', async () => {
    for (const idle of [0, 3_600_000]) {
      const { start, engine, clock } = createTestProcess()
      const { id, finished } = start(
        draw(
          {
            in: { type: 'start' },
            ask: { type: 'approve', config: { name: 'ask' } },
            out: { type: 'output' },
          },
          ['in.trigger -> ask.input', 'ask.output -> out.value'],
        ),
      )
      await settleTurns(5)
      for (const until = clock.now() + idle; clock.step(until); ) await settleTurns(2)
      assert.equal(engine.stats().parked, idle === 0 ? 0 : 1)
      await engine.signal(id, 'ask', { yes: true })
      const record = await runUntil(clock, finished)
      assert.deepEqual(record.final_output, { yes: true })
    }
  })
})

describe('limits', () => {
  it('gives workflows turns, and refuses what no longer fits the queue', async () => {
    const { start, clock, journal } = createTestProcess({ limits: { max_runs: 1, max_queued_runs: 5 } })
    const one: Workflow = { ...slow(10), id: 'one' }
    const other: Workflow = { ...slow(10), id: 'other' }
    const started = [one, one, one, one, other].map((workflow) => start(workflow))
    await settleTurns()
    start(one)
    await settleTurns()
    assert.throws(
      () => start(one),
      (error) =>
        error instanceof EngineError && error.code === 'queue_full' && Number(error.retry_after_ms) > 0,
    )
    const ends: string[] = []
    for (const { id, finished } of started)
      void finished.then(() => ends.push(journal.record(id)?.workflow_id ?? ''))
    await runUntil(clock, Promise.all(started.map(({ finished }) => finished)))
    assert.ok(ends.indexOf('other') <= 2, `the other workflow had to wait: ${ends.join()}`)
  })

  it('fails a run that completes more nodes than it may', async () => {
    const { run } = createTestProcess({ limits: { max_node_executions: 2 } })
    const record = await run(slow(1))
    assert.equal(record.error?.code, 'limit_exceeded')
  })

  it('runs no more nodes at once than it may', async () => {
    const { run, clock } = createTestProcess({ limits: { max_nodes: 1 } })
    const from = clock.now()
    await run(
      draw(
        {
          in: { type: 'start' },
          a: { type: 'slow', config: { ms: 100 } },
          b: { type: 'slow', config: { ms: 100 } },
        },
        ['in.trigger -> a.input', 'in.trigger -> b.input'],
      ),
    )
    assert.equal(clock.now() - from, 200)
  })

  it('fails a run at its time limit', async () => {
    const { run } = createTestProcess()
    const record = await run({ ...slow(9000), settings: { timeout_ms: 100 } })
    assert.deepEqual([record.status, record.error?.code], ['failed', 'run_timeout'])
  })
})

describe('the journal', () => {
  it('fails a node at its own time limit while it waits, in memory or long after', async () => {
    const month = 30 * 24 * 3_600_000
    for (const [type, options] of [
      ['wait', { inputs: { ms: 2 * month } }],
      ['approve', { config: { name: 'answer' } }],
    ] as const)
      for (const timeout_ms of [100, month]) {
        const { start, clock } = createTestProcess()
        const from = clock.now()
        const { finished } = start(
          draw({ in: { type: 'start' }, a: { type, ...options, policy: { timeout_ms } } }, [
            'in.trigger -> a.input',
          ]),
        )
        const record = await runUntil(clock, finished)
        assert.deepEqual([record.error?.code, record.error?.node_id], ['timeout', 'a'])
        assert.ok(clock.now() - from >= timeout_ms && clock.now() - from < timeout_ms + 5000)
      }
  })

  it('does not count the time that a node waits for people against its time limit, over a restart either', async () => {
    const day = 24 * 3_600_000
    const workflow = draw(
      {
        in: { type: 'start' },
        a: {
          type: 'approve',
          config: { name: 'answer', person: true, work_ms: 60 },
          policy: { timeout_ms: 100 },
        },
      },
      ['in.trigger -> a.input'],
    )
    const { start, clock, journal, world } = createTestProcess()
    const { id } = start(workflow)
    await pass(clock, day)
    assert.equal(journal.record(id)?.status, 'running')
    const next = createTestProcess({ journal: journal.reopen(), world })
    await next.engine.recover()
    await pass(clock, day)
    await next.engine.signal(id, 'answer', 'yes')
    const record = await runUntil(clock, next.engine.finished(id))
    // It worked for 60 ms before it asked, and may work for 40 ms more.
    assert.equal(record.error?.code, 'timeout')
    const failed = next.seen.find(({ type }) => type === 'node_failed')
    const woken = next.seen.find(({ type, data }) => type === 'node_started' && 'wake' in data)
    assert.equal(Date.parse(failed?.at ?? '') - Date.parse(woken?.at ?? ''), 40)
  })

  it('fails a container at its time limit although all that is in it waits for longer, and the run sleeps', async () => {
    const hour = 3_600_000
    const { run, clock } = createTestProcess()
    const from = clock.now()
    const record = await run(
      draw(
        {
          in: { type: 'start' },
          each: { type: 'loop', inputs: { items: [1] }, policy: { timeout_ms: hour } },
          a: { type: 'wait', parent: 'each', inputs: { ms: 9 * hour } },
        },
        ['in.trigger -> each.after', 'each.item -> a.input', 'a.output -> each.result'],
      ),
    )
    assert.deepEqual([record.error?.code, record.error?.node_id], ['timeout', 'each'])
    assert.equal(clock.now() - from, hour)
  })

  it('takes one commit for a run of pure nodes', async () => {
    const { run, journal } = createTestProcess()
    await run(
      draw({ in: { type: 'start' }, a: { type: 'add' }, out: { type: 'output' } }, [
        'in.trigger -> a.input',
        'a.output -> out.value',
      ]),
      1,
    )
    assert.equal(journal.commits, 1)
  })

  it('tells the caller when a run cannot be written down, and does not start it', async () => {
    const { start, world, journal } = createTestProcess()
    journal.failWith = new Error('disk full')
    const { started, finished } = start(
      draw({ in: { type: 'start' }, a: { type: 'unsafe' } }, ['in.trigger -> a.input']),
    )
    await assert.rejects(started, /disk full/)
    await assert.rejects(finished, /disk full/)
    assert.equal(world.calls.size, 0)
  })

  it('holds a run while the disk is full and goes on when there is room', async () => {
    const { start, clock, journal } = createTestProcess()
    const { started, finished } = start(slow(100), 4)
    await started
    journal.failWith = new Error('disk full')
    for (let step = 0; step < 5; step += 1) {
      clock.step()
      await settleTurns(1)
    }
    journal.failWith = undefined
    assert.equal((await runUntil(clock, finished)).final_output, 4)
  })

  it('leaves unfinished runs for the next start when the engine closes', async () => {
    const { start, engine, clock, journal, world } = createTestProcess()
    const { id } = start(slow(60_000), 9)
    await settleTurns()
    await runUntil(clock, engine.close({ drain_ms: 100 }))
    assert.throws(
      () => start(slow(1)),
      (error) => error instanceof EngineError && error.code === 'closing',
    )
    const next = createTestProcess({ journal: journal.reopen(), world })
    assert.equal(await next.engine.recover(), 1)
    const record = await runUntil(clock, next.engine.finished(id))
    assert.deepEqual([record.final_output, record.recoveries], [9, 0])
  })
})

describe('part of a workflow', () => {
  it('runs up to one node', async () => {
    const { run, journal } = createTestProcess()
    const record = await run(slow(1), 1, { until_node: 'a' })
    const paths = journal.log(record.id).flatMap((entry) => (entry.type === 'node_started' ? entry.path : []))
    assert.deepEqual(paths, ['in', 'a'])
  })

  it('does not run nodes without a connection, nor what only another trigger feeds', async () => {
    const { run, journal } = createTestProcess()
    const workflow = draw(
      {
        in: { type: 'start' },
        other: { type: 'start' },
        a: { type: 'pass' },
        b: { type: 'pass' },
        alone: { type: 'pass' },
      },
      ['in.trigger -> a.input', 'other.trigger -> b.input'],
    )
    const record = await run(workflow, 1, { trigger_node: 'other' })
    const log = journal.log(record.id)
    assert.deepEqual(
      log.flatMap((entry) => (entry.type === 'node_completed' ? entry.path : [])),
      ['other', 'b'],
    )
    assert.ok(!log.some((entry) => entry.path === 'alone'))
  })
})

/** Lets time pass, with all that happens meanwhile. */
const pass = (clock: SimulatedClock, ms: number): Promise<void> =>
  runUntil(clock, new Promise((resolve) => void clock.after(ms, () => resolve())))
