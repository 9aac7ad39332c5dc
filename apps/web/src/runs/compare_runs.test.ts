import type { Execution, NodeExecution } from '@llamanexus/contract'
import { expect, test } from 'vitest'
import { compareRuns } from './compare_runs.ts'

test('tells which outputs differ, and does not take another time for a difference', () => {
  const rows = compareRuns(
    run([node('a', { outputs: { text: 'x', n: 1 } }), node('b')]),
    run([node('a', { outputs: { text: 'y', n: 1 } }), node('b', { duration_ms: 900 })]),
  )
  expect(rows.map(({ path, ports, is_different }) => [path, ports, is_different])).toEqual([
    ['', [], false],
    ['a', ['text'], true],
    ['b', [], false],
  ])
})

test('a node that one of them did not reach has one side', () => {
  const [, a, b] = compareRuns(run([node('a', { status: 'failed' })]), run([node('a'), node('b')]))
  expect(a).toMatchObject({ is_different: true, left: { status: 'failed' }, right: { status: 'completed' } })
  expect(b).toMatchObject({ is_different: true, left: undefined, right: { status: 'completed' } })
})

test('what a run was given and gave is compared too', () => {
  const [whole] = compareRuns(run([], { trigger_data: { n: 1 } }), run([], { trigger_data: { n: 2 } }))
  expect(whole?.ports).toEqual(['trigger_data'])
})

const node = (path: string, more: Partial<NodeExecution> = {}): NodeExecution => ({
  node_id: path,
  path,
  status: 'completed',
  started_at: null,
  completed_at: null,
  duration_ms: 10,
  attempts: 1,
  inputs: {},
  outputs: {},
  error: null,
  reason: null,
  logs: [],
  steps: [],
  ...more,
})

const run = (nodes: NodeExecution[], more: Partial<Execution> = {}): Execution => ({
  id: 'e',
  workflow_id: 'w',
  workflow_version: 1,
  status: 'completed',
  source: 'manual',
  trigger_node: null,
  parent_id: null,
  started_at: '2026-01-01T00:00:00.000Z',
  completed_at: '2026-01-01T00:00:01.000Z',
  duration_ms: 1000,
  error: null,
  trigger_data: null,
  final_output: null,
  node_executions: Object.fromEntries(nodes.map((one) => [one.path, one])),
  node_executions_total: nodes.length,
  usage: null,
  last_seq: 1,
  ...more,
})
