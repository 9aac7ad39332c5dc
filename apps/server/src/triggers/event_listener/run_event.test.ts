import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ExecutionRecord } from '@llamanexus/engine'
import { depthOf, runEvent } from './run_event.ts'

const record = (id: string, given: Partial<ExecutionRecord> = {}): ExecutionRecord => ({
  id,
  workflow_id: 'flow',
  workflow_version: 1,
  status: 'completed',
  trigger_node: null,
  trigger_data: null,
  until_node: null,
  parent_id: null,
  source: 'manual',
  started_at: '2026-01-01T00:00:00.000Z',
  completed_at: '2026-01-01T00:00:01.500Z',
  final_output: null,
  error: null,
  wake_at: null,
  recoveries: 0,
  control: null,
  ...given,
})

test('a run stands as deep as the event that started it, or the run that called it', async () => {
  const heard = record('heard', { source: 'event', trigger_data: { event: { name: 'x', depth: 3 } } })
  const called = record('called', { source: 'workflow', parent_id: 'heard' })
  const again = record('again', { source: 'retry', parent_id: 'called' })
  const all = new Map([heard, called, again].map((one) => [one.id, one]))
  const read = async (id: string) => all.get(id)
  assert.equal(await depthOf(record('own'), read), 0)
  assert.equal(await depthOf(heard, read), 3)
  assert.equal(await depthOf(called, read), 3)
  assert.equal(await depthOf(again, read), 3)
  assert.equal(await depthOf(record('lost', { parent_id: 'gone' }), read), 0)
  const circle = record('circle', { parent_id: 'circle' })
  assert.equal(await depthOf(circle, async () => circle), 0)
})

test('an event carries how the run ended, and leaves out an output that is very large', () => {
  const event = runEvent(record('r', { final_output: { n: 1 } }), 'Flow', 1)
  assert.deepEqual(event.source, { workflow_id: 'flow', execution_id: 'r' })
  assert.deepEqual(event.data, {
    execution_id: 'r',
    workflow_id: 'flow',
    workflow_name: 'Flow',
    status: 'completed',
    source: 'manual',
    output: { n: 1 },
    error: null,
    duration_ms: 1500,
  })
  const large = runEvent(record('r', { final_output: 'x'.repeat(2_000_000) }), 'Flow', 1)
  assert.deepEqual((large.data as { output: unknown; output_omitted: boolean }).output, null)
})
