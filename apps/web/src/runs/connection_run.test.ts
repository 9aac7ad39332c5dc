import { expect, test } from 'vitest'
import { connectionRunOf } from './connection_run.ts'
import type { NodeRun } from './node_run.ts'

const connection = { id: 'c', source_node: 'a', source_port: 'true', target_node: 'b', target_port: 'input' }
const run = (given: Partial<NodeRun>): NodeRun => ({
  status: 'completed',
  path: 'a',
  started_at: 0,
  duration_ms: 1,
  runs: 1,
  iterations: null,
  progress: null,
  text: '',
  error: null,
  reason: null,
  outputs: {},
  live_ports: {},
  settled: 1,
  ...given,
})
const of = (source: NodeRun | undefined, target?: NodeRun, isFromContainer = false) =>
  connectionRunOf({ connection, source, target, isFromContainer })

test('a branch that was taken is live and says how many items went over it', () => {
  const source = run({ outputs: { true: [1, 2, 3] }, live_ports: { true: 1 } })
  expect(of(source, run({}))).toMatchObject({ state: 'live', count: 1, items: 3 })
})

test('a branch that was not taken is dead', () => {
  expect(of(run({ outputs: { false: 1 }, live_ports: { false: 1 } })).state).toBe('dead')
})

test('a value that is being worked on makes its connection active', () => {
  const source = run({ outputs: { true: 1 }, live_ports: { true: 1 } })
  expect(of(source, run({ status: 'running' })).state).toBe('active')
})

test('a container feeds its body while it still runs', () => {
  expect(of(run({ status: 'running', settled: 0 }), run({ runs: 4 }), true)).toMatchObject({
    state: 'live',
    count: 4,
  })
})

test('nothing is known before the source is decided', () => {
  expect(of(undefined).state).toBe('idle')
  expect(of(run({ status: 'running', settled: 0 })).state).toBe('idle')
})
