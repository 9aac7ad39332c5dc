import type { NodeTypeInfo, WorkflowNode } from '@llamanexus/workflow'
import { expect, test } from 'vitest'
import { nodeForm } from './form_field.ts'

const info: NodeTypeInfo = {
  type: 'sample',
  version: 1,
  category: 'data',
  name: 'Sample',
  icon: 'box',
  description: '',
  docs: '',
  summary: '',
  role: 'action',
  effect: 'pure',
  inputs: [
    { id: 'condition', type: 'string', required: true, expression: 'bare', locals: ['input'] },
    { id: 'method', type: 'string' },
  ],
  outputs: [],
  config_schema: {
    type: 'object',
    required: ['mode'],
    properties: {
      mode: { enum: ['a', 'b'], title: 'Mode' },
      method: { type: 'string' },
      wait: { type: 'number', title: 'Wait (ms)', 'x-widget': 'duration', default: 1000 },
      auth: { type: 'object', properties: { secret: { type: 'string', 'x-secret': true } } },
      script: { type: 'string', 'x-widget': 'code', 'x-expression': 'none' },
    },
  },
  examples: [],
}
const node: WorkflowNode = { id: 'n', type: 'sample', position: { x: 0, y: 0 }, config: {} }

test('a form has the input ports first, then the configuration, never the control ports', () => {
  const form = nodeForm(node, info, [])
  expect(form.inputs.map((field) => field.pointer)).toEqual(['/inputs/condition', '/inputs/method'])
  expect(form.config.map((field) => field.name)).toEqual(['mode', 'wait', 'auth', 'script'])
})

test('a widget follows from the schema: its own wish, then its shape', () => {
  const { inputs, config } = nodeForm(node, info, [])
  expect(inputs.map((field) => field.widget)).toEqual(['expression', 'text'])
  expect(config.map((field) => field.widget)).toEqual(['select', 'duration', 'group', 'code'])
})

test('a duration is not said to be in milliseconds, for its unit is chosen beside it', () => {
  const { config } = nodeForm(node, info, [])
  expect(config.find((field) => field.name === 'wait')?.title).toBe('Wait')
})

test('a name that is both port and config is shown once, where its value stands', () => {
  const placeOf = (own: Partial<WorkflowNode>) => {
    const { inputs, config } = nodeForm({ ...node, ...own }, info, [])
    expect(config.map((field) => field.name)).not.toContain('method')
    return inputs.find((field) => field.name === 'method')?.pointer
  }
  expect(placeOf({})).toBe('/inputs/method')
  expect(placeOf({ config: { method: 'GET' } })).toBe('/config/method')
  expect(placeOf({ config: { method: 'GET' }, inputs: { method: 'PUT' } })).toBe('/inputs/method')
})

test('a port that stands for a configuration of its name says what that is, and what it is without a value', () => {
  const retries = { type: 'integer', title: 'Retries', description: 'Further tries.', default: 3 }
  const both: NodeTypeInfo = {
    ...info,
    inputs: [{ id: 'retries', type: 'number', description: 'In place of the configured one.' }],
    config_schema: { type: 'object', properties: { retries } },
  }
  const [field] = nodeForm(node, both, []).inputs
  expect(field).toMatchObject({
    title: 'Retries',
    description: 'Further tries.',
    default: 3,
    widget: 'number',
  })
  const [own] = nodeForm({ ...node, config: { retries: 1 } }, both, []).inputs
  expect(own).toEqual({ ...field, pointer: '/config/retries' })
})

test('a connected input names its sources', () => {
  const connection = {
    id: 'c',
    source_node: 'a',
    source_port: 'out',
    target_node: 'n',
    target_port: 'condition',
  }
  expect(nodeForm(node, info, [connection]).inputs[0]?.sources).toEqual([{ node: 'a', port: 'out' }])
})

test('what is secret, required or without expressions is said', () => {
  const { config } = nodeForm(node, info, [])
  expect(config.find((field) => field.name === 'mode')?.is_required).toBe(true)
  expect(config.find((field) => field.name === 'auth')?.children[0]).toMatchObject({
    pointer: '/config/auth/secret',
    is_secret: true,
  })
  expect(config.find((field) => field.name === 'script')?.expression).toBe('none')
})

test('an input that has a default is not told to be required, for nobody has to fill it in', () => {
  const port = { id: 'status', type: 'number' as const, required: true }
  const isRequired = (inputs: NodeTypeInfo['inputs']) =>
    nodeForm(node, { ...info, inputs }, []).inputs[0]?.is_required
  expect(isRequired([port])).toBe(true)
  expect(isRequired([{ ...port, default: 200 }])).toBe(false)
})

test('a field that matters with some values of another one is shown with those', () => {
  const place = {
    type: 'object',
    properties: {
      kind: { enum: ['here', 'there'], default: 'here' },
      url: { type: 'string', 'x-when': { kind: ['there'] } },
      keys: {
        type: 'object',
        properties: { token: { type: 'string', 'x-when': { '../kind': ['there'] } } },
      },
    },
  }
  const schema = { type: 'object', properties: { ...place.properties, place } }
  const shown = (config: WorkflowNode['config']) =>
    nodeForm({ ...node, config }, { ...info, inputs: [], config_schema: schema }, []).config.flatMap(
      (field) =>
        [field, ...field.children, ...field.children.flatMap(({ children }) => children)].map(
          ({ pointer }) => pointer,
        ),
    )
  expect(shown({})).not.toContain('/config/place/url')
  expect(shown({})).not.toContain('/config/place/keys/token')
  expect(shown({ kind: 'there' })).toContain('/config/url')
  expect(shown({ place: { kind: 'there' } })).toContain('/config/place/url')
  expect(shown({ place: { kind: 'there' } })).toContain('/config/place/keys/token')
})
