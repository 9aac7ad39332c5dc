import type { Execution, ExecutionEvent } from '@llamanexus/contract'
import { expect, test } from 'vitest'
import type { Api } from '../api/api_context.tsx'
import type { ChannelListener } from '../api/event_socket.ts'
import { createRunStore } from './run_store.ts'

test('follows a run from its first event and publishes once a frame', async () => {
  const { store, send, frame } = world()
  let published = 0
  await store.follow('e1')
  store.subscribe(() => (published += 1))
  send(event(1, 'execution_started'), node(2, 'node_started', 'a', { attempt: 1 }))
  send(node(3, 'node_completed', 'a', { outputs: { output: 5 }, duration_ms: 12, attempt: 1 }))
  expect(published).toBe(0)
  frame()
  expect(published).toBe(1)
  expect(store.getState().nodes.get('a')).toMatchObject({ status: 'completed', duration_ms: 12, runs: 1 })
})

test('an event that comes twice counts once', async () => {
  const { store, send, frame } = world()
  await store.follow('e1')
  const text = node(2, 'node_output', 'a', { text: 'Hello', attempt: 1 })
  send(node(1, 'node_started', 'a', { attempt: 1 }), text, text)
  frame()
  send(text)
  frame()
  expect(store.getState().nodes.get('a')?.text).toBe('Hello')
})

test('a node whose run did not change keeps its object, so that it is not drawn again', async () => {
  const { store, send, frame } = world()
  await store.follow('e1')
  send(node(1, 'node_started', 'a', { attempt: 1 }), node(2, 'node_started', 'b', { attempt: 1 }))
  frame()
  const before = store.getState().nodes
  send(node(3, 'node_output', 'b', { text: 'x', attempt: 1 }))
  frame()
  const after = store.getState().nodes
  expect(after.get('a')).toBe(before.get('a'))
  expect(after.get('b')).not.toBe(before.get('b'))
})

test('what a failed try of a model took counts in the run, and what was given up too', async () => {
  const { store, send, frame } = world()
  await store.follow('e1')
  const usage = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 }
  const error = { code: 'answer_invalid', message: 'No', spent: { usage, cost: 0.1 } }
  const turn = { name: 'turn 1', state: 'done', effect: 'pure', attempt: 1, value: { usage, cost: 0.1 } }
  send(
    node(1, 'node_started', 'a', { attempt: 1 }),
    node(2, 'node_retrying', 'a', { error, attempt: 1, until: now }),
    node(3, 'node_started', 'a', { attempt: 2 }),
    node(4, 'node_failed', 'a', { error, attempt: 2, duration_ms: 1 }),
    node(5, 'node_started', 'b', { attempt: 1 }),
    node(6, 'node_step', 'b', turn),
    event(7, 'execution_cancelled'),
  )
  frame()
  expect(store.getState().header?.usage).toMatchObject({ total_tokens: 36, cost: 0.3 })
})

test('streamed text begins anew with each attempt', async () => {
  const { store, send, frame } = world()
  await store.follow('e1')
  send(
    node(1, 'node_started', 'a', { attempt: 1 }),
    node(2, 'node_output', 'a', { text: 'half an ans', attempt: 1 }),
    node(3, 'node_retrying', 'a', { error: { message: 'cut off', code: 'cut' }, attempt: 1, until: now }),
  )
  frame()
  expect(store.getState().nodes.get('a')).toMatchObject({ status: 'retrying', error: { code: 'cut' } })
  send(
    node(4, 'node_started', 'a', { attempt: 2 }),
    node(5, 'node_output', 'a', { text: 'an answer', attempt: 2 }),
  )
  frame()
  expect(store.getState().nodes.get('a')).toMatchObject({ status: 'running', text: 'an answer', error: null })
})

test('a node that waited took the whole time since its first start', async () => {
  const { store, send, frame } = world()
  await store.follow('e1')
  const later = new Date(Date.parse(now) + 1500).toISOString()
  send(
    node(1, 'node_started', 'a', { attempt: 1 }),
    node(2, 'node_waiting', 'a', { until: later, at_ms: 1 }),
    { ...node(3, 'node_started', 'a', { attempt: 1, wake: { kind: 'timer' } }), at: later },
    { ...node(4, 'node_completed', 'a', { outputs: {}, attempt: 1, duration_ms: 0 }), at: later },
  )
  frame()
  expect(store.getState().nodes.get('a')?.duration_ms).toBe(1500)
})

test('a loop counts its iterations, and one of them can be looked at', async () => {
  const { store, send, frame } = world()
  await store.follow('e1')
  send(node(1, 'node_started', 'each', { attempt: 1, inputs: { items: ['x', 'y', 'z'] } }))
  send(...[0, 1].flatMap((k) => iteration(2 + 2 * k, `each[${k}]/sum`, { total: k })))
  frame()
  expect(store.getState().nodes.get('each')?.iterations).toEqual({ done: 2, total: 3 })
  expect(store.getState().nodes.get('sum')).toMatchObject({ runs: 2, live_ports: { total: 2 } })

  store.pick('each', 0)
  expect(store.getState().nodes.get('sum')).toMatchObject({
    runs: 1,
    path: 'each[0]/sum',
    outputs: { total: 0 },
  })
  store.pick('each', null)
  expect(store.getState().nodes.get('sum')?.runs).toBe(2)
})

test('a picked outer iteration narrows what lies in inner loops', async () => {
  const { store, send, frame } = world()
  await store.follow('e1')
  send(
    ...iteration(1, 'outer[0]/inner[0]/x', { v: 1 }),
    ...iteration(3, 'outer[0]/inner[1]/x', { v: 2 }),
    ...iteration(5, 'outer[1]/inner[0]/x', { v: 3 }),
  )
  frame()
  store.pick('outer', 0)
  expect(store.getState().nodes.get('x')?.runs).toBe(2)
  store.showPath('outer[1]/inner[0]/x')
  expect(store.getState().nodes.get('x')).toMatchObject({ runs: 1, outputs: { v: 3 } })
})

test('what still worked when the run was cancelled is shown as cancelled', async () => {
  const { store, send, frame } = world()
  await store.follow('e1')
  send(node(1, 'node_started', 'a', { attempt: 1 }), event(2, 'execution_cancelled', { duration_ms: 40 }))
  frame()
  expect(store.getState().header).toMatchObject({ status: 'cancelled', duration_ms: 40 })
  expect(store.getState().nodes.get('a')?.status).toBe('cancelled')
})

test('a run that is over is read, not followed', async () => {
  const { store, channels } = world({ status: 'completed', last_seq: 4, node_executions: { a: finished } })
  await store.follow('e1')
  expect(channels.size).toBe(0)
  expect(store.getState().nodes.get('a')).toMatchObject({ status: 'completed', duration_ms: 7 })
})

test('events of a run that is no longer shown are dropped', async () => {
  const { store, send, frame } = world()
  await store.follow('e1')
  send(node(1, 'node_started', 'a', { attempt: 1 }))
  store.clear()
  frame()
  expect(store.getState().header).toBeNull()
  expect(store.getState().nodes.size).toBe(0)
})

test('a run that cannot be read says why', async () => {
  const { store } = world({}, new Error('There is no run with this id.'))
  await store.follow('e1')
  expect(store.getState().problem).toBe('There is no run with this id.')
})

const now = '2026-01-01T00:00:00.000Z'

const event = (
  seq: number,
  type: ExecutionEvent['type'],
  data: ExecutionEvent['data'] = {},
): ExecutionEvent => ({ seq, type, execution_id: 'e1', at: now, data })

const node = (seq: number, type: ExecutionEvent['type'], path: string, data: ExecutionEvent['data']) => ({
  ...event(seq, type, data),
  node_id: path.split('/').at(-1) ?? path,
  path,
})

const iteration = (seq: number, path: string, outputs: ExecutionEvent['data']) => [
  node(seq, 'node_started', path, { attempt: 1 }),
  node(seq + 1, 'node_completed', path, { outputs, attempt: 1, duration_ms: 1 }),
]

const finished: Execution['node_executions'][string] = {
  node_id: 'a',
  path: 'a',
  status: 'completed',
  started_at: now,
  completed_at: now,
  duration_ms: 7,
  attempts: 1,
  inputs: {},
  outputs: { output: 1 },
  error: null,
  reason: null,
  logs: [],
  steps: [],
}

/** A store over a server that answers with one run, and frames that come when the test says so. */
const world = (given: Partial<Execution> = {}, failure?: Error) => {
  const channels = new Map<string, ChannelListener>()
  const execution = {
    ...running,
    node_executions_total: Object.keys(given.node_executions ?? {}).length,
    usage: null,
    ...given,
  }
  const api = {
    call: () => (failure ? Promise.reject(failure) : Promise.resolve(execution)),
    socket: {
      subscribe: (channel: string, listener: ChannelListener) => {
        channels.set(channel, listener)
        return () => channels.delete(channel)
      },
    },
  } as unknown as Api
  let due: (() => void) | undefined
  const store = createRunStore({ api, schedule: (callback) => (due = callback) })
  return {
    store,
    channels,
    send: (...events: ExecutionEvent[]) => {
      for (const one of events) channels.get('execution:e1')?.onEvent?.(one)
    },
    frame: () => {
      due?.()
      due = undefined
    },
  }
}

const running: Execution = {
  id: 'e1',
  workflow_id: 'w1',
  workflow_version: 1,
  status: 'running',
  source: 'manual',
  trigger_node: null,
  parent_id: null,
  started_at: now,
  completed_at: null,
  duration_ms: null,
  error: null,
  trigger_data: {},
  final_output: null,
  node_executions: {},
  node_executions_total: 0,
  usage: null,
  last_seq: 0,
}
