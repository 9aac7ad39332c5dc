import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WorkflowNode } from './document.ts'
import type { NodeTypeInfo, PortSpec } from './node_type.ts'
import { sampleTriggerData } from './sample_trigger_data.ts'

const now = new Date('2026-05-01T10:00:00.000Z')
const node = (config: WorkflowNode['config'] = {}): WorkflowNode => ({
  id: 't',
  type: 'tick',
  position: { x: 0, y: 0 },
  config,
})
const time: PortSpec = { id: 'at', type: 'string', schema: { format: 'date-time' } }
const info = (outputs: PortSpec[], shown = {}): NodeTypeInfo =>
  ({ outputs, examples: [{ title: '', config: {}, inputs: {}, outputs: shown }] }) as unknown as NodeTypeInfo

test('a run by hand starts with the sample of its trigger, or what its type shows, for now', () => {
  const ports: PortSpec[] = [time, { id: 'path', type: 'string' }, { id: 'size', type: 'number' }]
  const type = info(ports, { at: '2020-01-01T00:00:00.000Z', path: 'a.txt' })
  assert.deepEqual(sampleTriggerData(node({ sample: [1] }), type, now), [1])
  assert.deepEqual(sampleTriggerData(node(), type, now), { at: now.toISOString(), path: 'a.txt', size: 0 })
  assert.deepEqual(sampleTriggerData(node(), info([{ id: 'trigger', type: 'any' }]), now), {})
  assert.deepEqual(sampleTriggerData(node(), undefined, now), {})
})
