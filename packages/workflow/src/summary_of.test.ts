import assert from 'node:assert/strict'
import { test } from 'node:test'
import { durationText } from './duration_text.ts'
import type { NodeTypeInfo } from './node_type.ts'
import { summaryOf } from './summary_of.ts'

const info = (summary: string): NodeTypeInfo => ({
  type: 'wait',
  version: 1,
  category: 'control',
  name: 'Wait',
  icon: 'timer',
  description: 'Waits',
  docs: '',
  summary,
  role: 'action',
  effect: 'pure',
  inputs: [
    { id: 'ms', type: 'number', schema: { 'x-widget': 'duration' } },
    { id: 'items', type: 'array' },
    { id: 'unit', type: 'string', default: 'utf8', schema: { enum: ['utf8', 'last_node'] } },
  ],
  outputs: [],
  config_schema: {
    type: 'object',
    properties: {
      mode: { enum: ['concat', 'avg'], default: 'concat', 'x-labels': { concat: 'Join' } },
      check: { anyOf: [{ const: 'before' }, { const: 'on_error' }] },
    },
  },
  derived: [],
  examples: [],
})
const summary = (text: string, config = {}, inputs = {}) =>
  summaryOf({ id: 'a', type: 'wait', position: { x: 0, y: 0 }, config, inputs }, info(text))

test('choices are called as in the form, durations are written as people write them', () => {
  assert.equal(summary('{mode}, {check}', { check: 'on_error' }), 'Join, On error')
  assert.equal(summary('{mode} in {unit}', { mode: 'avg' }), 'Avg in UTF-8')
  assert.equal(summary('{check}', { check: 'of_my_own' }), 'of_my_own')
  assert.equal(summary('Wait {ms}', {}, { ms: 90_000 }), 'Wait 1 min 30 s')
  assert.equal(summary('Wait {ms}', {}, { ms: '{{ trigger.ms }}' }), 'Wait {{ trigger.ms }}')
})

test('a sentence of which nothing is set says nothing', () => {
  assert.equal(summary('For each of {items}'), '')
  assert.equal(summary('For each of {items} {ms}', {}, { items: [1, 2] }), 'For each of 2 items')
  assert.equal(summary('By hand'), 'By hand')
})

test('durations', () => {
  const texts: [number, string][] = [
    [0, '0 ms'],
    [800, '800 ms'],
    [1500, '1.5 s'],
    [60_000, '1 min'],
    [3_661_001, '1 h 1 min 1.001 s'],
    [172_800_000, '2 d'],
  ]
  for (const [ms, text] of texts) assert.equal(durationText(ms), text)
})
