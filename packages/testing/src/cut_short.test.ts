import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { foldLog } from '@llamanexus/engine'
import type { JsonObject, Workflow, WorkflowNode } from '@llamanexus/workflow'
import { draw } from './draw.ts'
import { runUntil, settleTurns } from './run_until.ts'
import { createTestProcess } from './test_process.ts'

type Policy = WorkflowNode['policy']

const one = (type: string, config: JsonObject, policy?: Policy) =>
  draw({ in: { type: 'start' }, a: { type, config, policy } }, ['in.trigger -> a.input'])

/** A node by itself, and one that works in steps. */
const NODES = [
  ['slow', { ms: 60_000, spent: 7 }],
  ['stepped', { count: 2, step_ms: 60_000, spent: 7 }],
] as const

const took = { prompt_tokens: 7, completion_tokens: 0, total_tokens: 7, cost: 0.07, unpriced: 0 }

describe('what a node that is cut short took', () => {
  const ended = async (workflow: Workflow, cancels = false) => {
    const { start, engine, clock, journal } = createTestProcess()
    const { id, finished } = start(workflow, 1)
    await settleTurns()
    if (cancels) await runUntil(clock, engine.cancel(id))
    const record = await runUntil(clock, finished)
    const { usage, node_executions } = foldLog({ workflow, record, entries: journal.log(id) })
    return { status: record.status, code: record.error?.code, usage, node: node_executions['a'] }
  }

  for (const [type, config] of NODES) {
    it(`counts when its run is cancelled: ${type}`, async () => {
      const { status, usage, node } = await ended(one(type, config), true)
      assert.deepEqual([status, usage, node?.status], ['cancelled', took, 'cancelled'])
    })

    it(`counts when its time is over: ${type}`, async () => {
      const { status, code, usage } = await ended(one(type, config, { timeout_ms: 100 }))
      assert.deepEqual([status, code, usage], ['failed', 'timeout', took])
    })

    it(`counts for each try whose time is over: ${type}`, async () => {
      const policy: Policy = { timeout_ms: 100, retry: { max_retries: 1 } }
      const { code, usage } = await ended(one(type, config, policy))
      assert.deepEqual([code, usage?.total_tokens], ['timeout', 14])
    })
  }

  it('counts when another branch fails', async () => {
    const workflow = draw(
      {
        in: { type: 'start' },
        a: { type: 'slow', config: { ms: 60_000, spent: 7 } },
        b: { type: 'slow', config: { ms: 60_000 }, policy: { timeout_ms: 50 } },
      },
      ['in.trigger -> a.input', 'in.trigger -> b.input'],
    )
    const { status, usage } = await ended(workflow)
    assert.deepEqual([status, usage], ['failed', took])
  })

  it('does not keep a run waiting for one that ignores that its time is over', async () => {
    const { start, clock } = createTestProcess()
    const from = clock.now()
    const { finished } = start(one('slow', { ms: 60_000, deaf: true }, { timeout_ms: 100 }))
    const { error } = await runUntil(clock, finished)
    assert.equal(error?.code, 'timeout')
    assert.ok(clock.now() - from < 3000, `${clock.now() - from} ms`)
  })
})
