import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { foldLog, type LogEntry } from '@llamanexus/engine'
import type { JsonObject, WorkflowNode } from '@llamanexus/workflow'
import { draw } from './draw.ts'
import { createMemoryJournal, type MemoryJournal } from './memory_journal.ts'
import { runUntil, settleTurns } from './run_until.ts'
import { createSimulatedClock } from './simulated_clock.ts'
import { newWorld, type World } from './test_nodes.ts'
import { createTestProcess } from './test_process.ts'

/** Of what is queued when the process dies: nothing, half of it, or all of it has reached the disk. */
const SHARES = [0, 0.5, 1]

const withSteps = (config: JsonObject, policy?: WorkflowNode['policy']) =>
  draw(
    { in: { type: 'start' }, a: { type: 'stepped', config, policy }, out: { type: 'output' } },
    ['in.trigger -> a.input', 'a.output -> out.value'],
    { id: 'steps' },
  )

const steps = (log: readonly LogEntry[], state: 'started' | 'done' | 'failed') =>
  log
    .filter((entry): entry is LogEntry<'node_step'> => entry.type === 'node_step' && 'state' in entry.data)
    .filter(({ data }) => data.state === state)
    .map(({ data }) => data.name)

const callsOf = (world: World) =>
  [...world.calls].map(([key, calls]) => [key.slice(key.indexOf('#') + 1), calls] as const)

describe('steps of a node', () => {
  for (const [name, config, policy] of [
    ['idempotent ones', { count: 4 }],
    ['pure ones', { count: 3, effect: 'pure' }],
    ['with a wait between them', { count: 3, ms: 3_600_000 }],
    ['with a short wait between them', { count: 3, ms: 7_000 }],
    ['that take time', { count: 3, step_ms: 50 }],
    ['of a second try', { count: 3, fails_after: 2 }, { retry: { max_retries: 2, backoff_ms: 1_000 } }],
  ] as const)
    it(`are not performed again once they are written down, wherever the process dies: ${name}`, async () => {
      const whole = createTestProcess()
      const workflow = withSteps(config, policy as WorkflowNode['policy'])
      const { status, final_output } = await whole.run(workflow, 5)
      assert.equal(status, 'completed')
      let takenUp = 0
      for (let commit = 1; commit <= whole.journal.commits; commit += 1)
        for (const share of SHARES) {
          const context = `${name}, dies at commit ${commit} with ${share} of what is queued`
          const died = await dieAt(workflow, commit, share)
          if (!died) continue
          takenUp += 1
          const done = new Map(
            doneInThisTry(died.journal.log(died.id)).map((step) => [step, died.calls(step)]),
          )
          await died.takeUp()
          assert.deepEqual(died.journal.record(died.id)?.final_output, final_output, context)
          for (const [step, calls] of done)
            assert.equal(died.calls(step), calls, `${context}: ${step} ran again`)
        }
      assert.ok(takenUp > 3)
    })

  it('that are unsafe and open make the run ask, and say which; between two steps it goes on', async () => {
    const workflow = withSteps({ count: 3, effect: 'unsafe' })
    const whole = createTestProcess()
    await whole.run(workflow, 1)
    let asked = 0
    for (let commit = 1; commit <= whole.journal.commits; commit += 1)
      for (const share of SHARES) {
        const died = await dieAt(workflow, commit, share)
        if (!died) continue
        const log = died.journal.log(died.id)
        const open = steps(log, 'started').slice(steps(log, 'done').length)
        const next = await died.restart()
        await settleTurns(10)
        const paused = died.journal.log(died.id).find(({ type }) => type === 'execution_paused')
        if (open.length === 0) assert.equal(paused, undefined, `commit ${commit}, ${share}`)
        else {
          asked += 1
          const data = { reason: 'unsafe_interrupted', nodes: ['a'], steps: [{ path: 'a', name: open[0] }] }
          assert.deepEqual(paused?.data, data)
          assert.equal(died.journal.record(died.id)?.status, 'paused')
          await next.engine.resume(died.id)
        }
        await runUntil(next.clock, next.engine.finished(died.id))
        assert.deepEqual(died.journal.record(died.id)?.final_output, [1, 2, 3])
      }
    assert.ok(asked > 1)
  })

  it('are durable before their value is answered, and all that led to them before they begin', async () => {
    const { start, journal, clock, world } = createTestProcess()
    const { id, finished } = start(withSteps({ count: 2, step_ms: 1_000 }), 1)
    await settleTurns()
    assert.deepEqual(callsOf(world), [['s0', 1]])
    assert.deepEqual(steps(journal.log(id), 'started'), ['s0'])
    clock.step()
    await settleTurns()
    assert.deepEqual(steps(journal.log(id), 'done'), ['s0'])
    await runUntil(clock, finished)
  })

  it('of a try that failed are forgotten by the next one', async () => {
    const { run, world, journal } = createTestProcess()
    const policy = { retry: { max_retries: 1, backoff_ms: 10 } }
    const workflow = withSteps({ count: 3, fails_after: 2 }, policy)
    const record = await run(workflow, 0)
    assert.deepEqual(callsOf(world), [
      ['s0', 2],
      ['s1', 2],
      ['s2', 1],
    ])
    const { node_executions } = foldLog({ workflow, record, entries: journal.log(record.id) })
    const shown = node_executions['a']?.steps.map(({ name, status, value, info }) => [
      name,
      status,
      value,
      info,
    ])
    assert.deepEqual(shown, [
      ['s0', 'completed', 0, { index: 0 }],
      ['s1', 'completed', 1, { index: 1 }],
      ['s2', 'completed', 2, { index: 2 }],
    ])
  })

  it('let a run pause and leave between them, and it goes on with the next one', async () => {
    const { start, engine, journal, clock, world } = createTestProcess()
    const { id, finished } = start(withSteps({ count: 3, step_ms: 1_000, effect: 'unsafe' }), 1)
    await settleTurns()
    await engine.pause(id)
    clock.step()
    await settleTurns(5)
    assert.equal(journal.record(id)?.status, 'paused')
    assert.deepEqual(callsOf(world), [['s0', 1]])
    await engine.resume(id)
    await runUntil(clock, finished)
    assert.deepEqual(callsOf(world), [
      ['s0', 1],
      ['s1', 1],
      ['s2', 1],
    ])
  })

  it('begin no more once the run is cancelled', async () => {
    const { start, engine, clock, world, journal } = createTestProcess()
    const { id } = start(withSteps({ count: 3, step_ms: 10 }), 1)
    await settleTurns()
    await runUntil(clock, engine.cancel(id))
    await settleTurns(5)
    assert.deepEqual(callsOf(world), [['s0', 1]])
    assert.deepEqual(steps(journal.log(id), 'done'), [])
  })
})

/** The steps that are written down since the node last began anew. */
function doneInThisTry(log: readonly LogEntry[]): string[] {
  const again = log.findLastIndex(({ type }) => type === 'node_retrying')
  return steps(log.slice(again + 1), 'done')
}

/** A process that dies at a commit; undefined where the run ended before, or nothing of it was durable. */
async function dieAt(workflow: ReturnType<typeof withSteps>, commit: number, share: number) {
  const world = newWorld(createSimulatedClock())
  const died = Promise.withResolvers<'died'>()
  const first: MemoryJournal = createMemoryJournal({
    crashAt: (number) => {
      if (number !== commit) return false
      died.resolve('died')
      return true
    },
    kept: (queued) => Math.floor(queued * share),
  })
  const input = workflow.nodes.some(({ config }) => config['effect'] === 'unsafe') ? 1 : 5
  const { id, finished } = createTestProcess({ journal: first, world }).start(workflow, input)
  if ((await runUntil(world.clock, Promise.race([died.promise, finished]))) !== 'died') return undefined
  // What the dead process was at would never be told.
  await settleTurns()
  const journal = first.reopen()
  const record = journal.record(id)
  if (!record || record.completed_at !== null) return undefined
  const restart = async () => {
    const next = createTestProcess({ journal, world })
    await next.engine.recover()
    return next
  }
  return {
    id,
    journal,
    calls: (step: string) => world.calls.get(`${id}::a#${step}`),
    restart,
    async takeUp() {
      const next = await restart()
      await runUntil(world.clock, next.engine.finished(id))
    },
  }
}
