import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { foldLog } from '@llamanexus/engine'
import type { Workflow } from '@llamanexus/workflow'
import { draw } from './draw.ts'
import { createMemoryJournal } from './memory_journal.ts'
import { randomWorkflow } from './random_workflow.ts'
import { runUntil, settleTurns } from './run_until.ts'
import { createSimulatedClock } from './simulated_clock.ts'
import { newWorld, type World } from './test_nodes.ts'
import { createTestProcess } from './test_process.ts'

const RANDOM_GRAPHS = 40
/** Of what is queued when the process dies: nothing, half of it, or all of it has reached the disk. */
const SHARES = [0, 0.5, 1]

const fixed: Workflow[] = [
  draw(
    {
      in: { type: 'start' },
      a: { type: 'idempotent' },
      pause: { type: 'wait', inputs: { ms: 3_600_000 } },
      b: { type: 'idempotent' },
      each: { type: 'loop', inputs: { items: [1, 2, 3] } },
      x: { type: 'idempotent', parent: 'each' },
      y: { type: 'wait', parent: 'each', inputs: { ms: 100 } },
      out: { type: 'output' },
    },
    [
      'in.trigger -> a.input',
      'a.output -> pause.input',
      'pause.output -> b.input',
      'b.output -> each.after',
      'each.item -> x.input',
      'x.output -> y.input',
      'y.output -> each.result',
      'each.results -> out.value',
    ],
    { id: 'waits' },
  ),
  draw(
    {
      in: { type: 'start' },
      quick: { type: 'slow', config: { ms: 10 } },
      late: { type: 'slow', config: { ms: 900 } },
      first: { type: 'merge', config: { mode: 'race' } },
      call: { type: 'idempotent' },
      again: { type: 'while_loop', config: { condition: 'iteration < 3' } },
      x: { type: 'idempotent', parent: 'again' },
      out: { type: 'output' },
    },
    [
      'in.trigger -> quick.input',
      'in.trigger -> late.input',
      'late.output -> first.inputs',
      'quick.output -> first.inputs',
      'first.output -> call.input',
      'call.output -> again.state',
      'again.state -> x.input',
      'x.output -> again.next',
      'again.state -> out.value',
    ],
    { id: 'race-and-while' },
  ),
  draw(
    {
      in: { type: 'start' },
      tries: { type: 'retry', config: { max_retries: 3, backoff_ms: 1000 } },
      call: { type: 'idempotent', parent: 'tries' },
      x: { type: 'pass', parent: 'tries', config: { fields: '{{ attempt < 3 ? nope.x : attempt }}' } },
      out: { type: 'output' },
    },
    [
      'in.trigger -> tries.input',
      'tries.input -> call.input',
      'call.output -> x.input',
      'x.output -> tries.result',
      'tries.output -> out.value',
    ],
    { id: 'retries' },
  ),
]

describe('a process that dies at any commit', () => {
  for (const workflow of fixed)
    it(`is taken up where it was: ${workflow.id}`, async () => {
      assert.ok((await crashEverywhere(workflow, workflow.id)) > 10)
    })
  it('loses no answer to a node that waits for one, and takes none twice', async () => {
    const workflow = draw(
      {
        in: { type: 'start' },
        a: { type: 'approve', config: { name: 'yes' } },
        b: { type: 'approve', config: { name: 'yes' } },
        out: { type: 'output' },
      },
      ['in.trigger -> a.input', 'a.output -> b.input', 'b.output -> out.value'],
      { id: 'signals' },
    )
    for (let commit = 1; commit <= 6; commit += 1)
      for (const share of SHARES) {
        const context = `dies at commit ${commit} with ${share} of what is queued`
        const outputs = await answerAndCrash(workflow, commit, share)
        assert.deepEqual(outputs, ['first', 'second'], context)
      }
  })
  it(`is taken up where it was: ${RANDOM_GRAPHS} random graphs`, async () => {
    for (let seed = 1; seed <= RANDOM_GRAPHS; seed += 1)
      await crashEverywhere(randomWorkflow(seed), `seed ${seed}`)
  })
})

async function crashEverywhere(workflow: Workflow, name: string): Promise<number> {
  let takenUp = 0
  const whole = createTestProcess()
  const expected = outcome(workflow, whole.journal, await whole.run(workflow, 2))
  const { calls } = whole.world
  for (let commit = 1; commit <= whole.journal.commits; commit += 1)
    for (const share of SHARES) {
      const context = `${name}, dies at commit ${commit} with ${share} of what is queued`
      const taken = await crashAndTakeUp(workflow, commit, share, { calls, context })
      if (!taken) continue
      takenUp += 1
      assert.deepEqual(taken, expected, context)
    }
  return takenUp
}

/** What came of the run after a death and a new start; undefined when it died before it was durable, or not at all. */
async function crashAndTakeUp(
  workflow: Workflow,
  commit: number,
  share: number,
  { calls, context }: { calls: ReadonlyMap<string, number>; context: string },
) {
  const world = newWorld(createSimulatedClock())
  const died = Promise.withResolvers<'died'>()
  const first = createMemoryJournal({
    crashAt: (number) => {
      if (number !== commit) return false
      died.resolve('died')
      return true
    },
    kept: (queued) => Math.floor(queued * share),
  })
  const { id, finished } = createTestProcess({ journal: first, world }).start(workflow, 2)
  if ((await runUntil(world.clock, Promise.race([died.promise, finished]))) !== 'died') return undefined
  const journal = first.reopen()
  const record = journal.record(id)
  if (!record) return undefined
  const settled = callsOfCompleted(journal.log(id), id, world)
  if (record.status === 'running' || record.status === 'pending') {
    const next = createTestProcess({ journal, world })
    await next.engine.recover()
    await runUntil(world.clock, next.engine.finished(id))
    await settleTurns()
  }
  for (const [key, { done, begun }] of settled) {
    // A container that is tried again does the deeds of its body again, as it would have without the death.
    const most = Math.max(calls.get(key) ?? 0, done) + begun - done
    assert.ok((world.calls.get(key) ?? 0) <= most, `${context}: ${key} ran again`)
  }
  return outcome(workflow, journal, journal.record(id))
}

/** What two nodes that wait one after the other were answered, where the process dies while it takes the answers. */
async function answerAndCrash(workflow: Workflow, commit: number, share: number): Promise<unknown[]> {
  const world = newWorld(createSimulatedClock())
  let before = Number.POSITIVE_INFINITY
  const first = createMemoryJournal({
    crashAt: (number) => number >= before + commit,
    kept: (queued) => Math.floor(queued * share),
  })
  const { engine, start } = createTestProcess({ journal: first, world })
  const { id } = start(workflow)
  await settleTurns()
  before = first.commits
  void engine.signal(id, 'yes', 'first')
  void engine.signal(id, 'yes', 'second')
  await settleTurns()
  const journal = first.reopen()
  const next = createTestProcess({ journal, world })
  await next.engine.recover()
  await runUntil(world.clock, next.engine.finished(id))
  const completed = journal.log(id).filter((entry) => entry.type === 'node_completed')
  return completed.flatMap(({ node_id, data }) =>
    (node_id === 'a' || node_id === 'b') && 'outputs' in data ? [data.outputs['output']] : [],
  )
}

/** Of nodes that are completed on the disk: how often they are, and how often their deed was begun. */
function callsOfCompleted(log: readonly { type: string; path?: string }[], id: string, world: World) {
  const found = new Map<string, { done: number; begun: number }>()
  for (const { type, path = '' } of log) {
    const slash = path.lastIndexOf('/') + 1
    const key = `${id}:${path.slice(0, slash)}:${path.slice(slash)}`
    const begun = world.calls.get(key)
    if (type === 'node_completed' && begun !== undefined)
      found.set(key, { done: (found.get(key)?.done ?? 0) + 1, begun })
  }
  return found
}

function outcome(
  workflow: Workflow,
  journal: ReturnType<typeof createMemoryJournal>,
  record: ReturnType<ReturnType<typeof createMemoryJournal>['record']>,
) {
  if (!record) return undefined
  const { node_executions } = foldLog({ workflow, record, entries: journal.log(record.id) })
  const nodes = Object.values(node_executions).map(
    ({ path, status, outputs }) => [path, status, outputs] as const,
  )
  return {
    status: record.status,
    final_output: record.final_output,
    // How far the other nodes of a run that fails have come depends on timing.
    nodes: record.status === 'completed' ? nodes.toSorted(([a], [b]) => (a < b ? -1 : 1)) : [],
  }
}
