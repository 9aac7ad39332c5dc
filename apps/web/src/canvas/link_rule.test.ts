import type { NodeTypeInfo, PortSpec, Workflow, WorkflowNode } from '@llamanexus/workflow'
import { describe, expect, it } from 'vitest'
import { documentStateOf } from '../document/document_state.ts'
import { judgeLink, type PortRef } from './link_rule.ts'

const port = (id: string, type: PortSpec['type']): PortSpec => ({ id, type })
const type = (
  name: string,
  inputs: PortSpec[],
  outputs: PortSpec[],
  more: Partial<NodeTypeInfo> = {},
): NodeTypeInfo => ({
  type: name,
  version: 1,
  category: 'data',
  name,
  icon: 'box',
  description: '',
  docs: '',
  summary: '',
  role: 'action',
  effect: 'pure',
  inputs,
  outputs,
  config_schema: {},
  examples: [],
  ...more,
})
const types = [
  type('text', [port('in', 'string')], [port('out', 'string')]),
  type('list', [port('in', 'array')], [port('out', 'array')]),
  type('loop', [port('items', 'array')], [port('results', 'array')], {
    role: 'container',
    body_outputs: [port('item', 'any')],
    body_inputs: [port('result', 'any')],
  }),
]
const catalogue = new Map(types.map((info) => [info.type, info]))
const node = (id: string, nodeType: string, parent?: string): WorkflowNode => ({
  id,
  type: nodeType,
  position: { x: 0, y: 0 },
  config: {},
  ...(parent === undefined ? {} : { parent }),
})
const workflow: Workflow = {
  id: 'w',
  name: '',
  nodes: [
    node('a', 'text'),
    node('b', 'text'),
    node('l', 'list'),
    node('each', 'loop'),
    node('in', 'text', 'each'),
  ],
  connections: [{ id: 'ab', source_node: 'a', source_port: 'out', target_node: 'b', target_port: 'in' }],
  variables: {},
  settings: {},
  created_at: '',
  updated_at: '',
  version: 1,
  is_active: false,
}
const rules = { state: documentStateOf(workflow), catalogue }
const ref = (text: string): PortRef => {
  const [id = '', side = '', name = ''] = text.split(' ')
  return { node: id, side: side as PortRef['side'], port: name }
}
const judge = (from: string, to: string) => {
  const verdict = judgeLink(ref(from), ref(to), rules)
  return verdict.ok ? 'ok' : verdict.reason
}

describe('what may be connected', () => {
  it('takes equal types, and any with everything, from either end', () => {
    expect(judge('l output out', 'each input items')).toBe('ok')
    expect(judge('each input items', 'l output out')).toBe('ok')
    expect(judge('each body_output item', 'in input in')).toBe('ok')
    expect(judge('in output out', 'each body_input result')).toBe('ok')
  })

  it('says why it does not take the rest', () => {
    expect(judge('a output out', 'l input in')).toBe('string does not fit array')
    expect(judge('a output out', 'l output out')).toBe('Both are outputs')
    expect(judge('a output out', 'a input in')).toBe('A node cannot feed itself')
    expect(judge('a output out', 'b input in')).toBe('Already connected')
    expect(judge('b output out', 'a input in')).toBe('That would be a circle: use a While Loop')
    expect(judge('a output out', 'in input in')).toBe('A connection cannot cross a container’s wall')
    expect(judge('a output out', 'each body_input result')).toBe(
      'A connection cannot cross a container’s wall',
    )
  })
})
