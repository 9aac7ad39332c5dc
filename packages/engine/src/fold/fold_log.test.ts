import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Workflow } from '@llamanexus/workflow'
import type { LogEntry } from '../log.ts'
import type { ExecutionRecord } from '../ports.ts'
import { foldLog } from './fold_log.ts'

test('a node that waited took the whole time from its first start, waiting included', () => {
  const { wait } = fold([
    at(0, 'node_started', { attempt: 1 }),
    at(1, 'node_waiting', { until: time(1500), at_ms: 1 }),
    at(1500, 'node_started', { attempt: 1, wake: { kind: 'timer' } }),
    at(1506, 'node_completed', { outputs: {}, attempt: 1, duration_ms: 2 }),
  ])
  assert.equal(wait?.duration_ms, 1506)
})

test('tries that failed count too', () => {
  const error = { code: 'down', message: 'It is down.' }
  const { wait } = fold([
    at(0, 'node_started', { attempt: 1 }),
    at(100, 'node_retrying', { error, attempt: 1, until: time(300) }),
    at(300, 'node_started', { attempt: 2 }),
    at(400, 'node_failed', { error, attempt: 2, duration_ms: 100 }),
  ])
  assert.equal(wait?.duration_ms, 400)
  assert.equal(wait?.attempts, 2)
})

test('a node that ran once took what it says itself', () => {
  const { wait } = fold([
    at(0, 'node_started', { attempt: 1 }),
    at(9, 'node_completed', { outputs: {}, attempt: 1, duration_ms: 8 }),
  ])
  assert.equal(wait?.duration_ms, 8)
})

const start = Date.parse('2026-01-01T00:00:00.000Z')
const time = (ms: number) => new Date(start + ms).toISOString()

const at = (ms: number, type: LogEntry['type'], data: object) => ({
  type,
  data,
  at: time(ms),
  node_id: 'wait',
  path: 'wait',
})

// The fold reads of a record only whether the run has ended, and of a workflow its graph.
const fold = (entries: ReturnType<typeof at>[]) =>
  foldLog({
    workflow: {
      nodes: [{ id: 'wait', type: 'delay', position: { x: 0, y: 0 }, config: {} }],
      connections: [],
    } as unknown as Workflow,
    record: { completed_at: null } as ExecutionRecord,
    entries: entries.map((entry, index) => ({ ...entry, seq: index + 1 }) as LogEntry),
  }).node_executions

test('what models took is summed over all nodes, those that are not kept included', () => {
  const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }
  const entries = ['a[0]/x', 'a[1]/x', 'y'].map((path, index) => ({
    seq: index + 1,
    type: 'node_completed',
    at: time(index),
    node_id: path.slice(-1),
    path,
    data: { outputs: path === 'y' ? {} : { usage, cost: 0.5 }, attempt: 1, duration_ms: 1 },
  }))
  const folded = foldLog({
    workflow: { nodes: [], connections: [] } as unknown as Workflow,
    record: { completed_at: null } as ExecutionRecord,
    entries: entries as unknown as LogEntry[],
    limit: 1,
  })
  assert.deepEqual(folded.usage, {
    prompt_tokens: 6,
    completion_tokens: 4,
    total_tokens: 10,
    cost: 1,
    unpriced: 0,
  })
})

test('what failed tries took is counted, a step of theirs once, and what was given up too', () => {
  const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }
  const error = { code: 'answer_invalid', message: 'No.', spent: { usage, cost: 0.5 } }
  const step = (state: string, more: object) => ({
    name: 'turn 1',
    state,
    effect: 'pure',
    attempt: 1,
    ...more,
  })
  const entries = [
    at(0, 'node_started', { attempt: 1 }),
    at(1, 'node_step', step('done', { value: { usage, cost: 0.5 } })),
    at(2, 'node_step', step('failed', { error })),
    at(3, 'node_retrying', { error, attempt: 1, until: time(4) }),
    at(4, 'node_started', { attempt: 2 }),
    at(5, 'node_failed', { error, attempt: 2, duration_ms: 1 }),
    { ...at(6, 'node_step', step('done', { value: { usage, cost: 0.5 } })), path: 'b', node_id: 'b' },
    { ...at(7, 'node_skipped', { reason: 'cancelled' }), path: 'b', node_id: 'b' },
  ]
  const folded = foldLog({
    workflow: { nodes: [], connections: [] } as unknown as Workflow,
    record: { completed_at: null } as ExecutionRecord,
    entries: entries.map((entry, index) => ({ ...entry, seq: index + 1 }) as LogEntry),
  })
  assert.equal(folded.usage?.total_tokens, 20)
  assert.equal(folded.usage?.cost, 2)
})
