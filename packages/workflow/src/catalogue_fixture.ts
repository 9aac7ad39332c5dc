import type { Catalogue, NodeTypeInfo, PortSpec } from './node_type.ts'

/**
 * A small catalogue with one type for each rule of the language: triggers, branches, joins, containers, derived ports,
 * secrets, and one source and one sink for each port type. For tests of this package and of the engine.
 */
export function testCatalogue(): Catalogue {
  return new Map(types().map((info) => [info.type, info]))
}

const types = (): NodeTypeInfo[] => [
  info('manual_trigger', { role: 'trigger', category: 'triggers', outputs: [any('trigger')] }),
  info('http_webhook', {
    role: 'trigger',
    category: 'triggers',
    outputs: [
      { id: 'body', type: 'object' },
      { id: 'method', type: 'string' },
    ],
    config_schema: object({ path: { type: 'string', minLength: 1 } }, ['path']),
  }),
  info('set', {
    inputs: [any('input')],
    outputs: [{ id: 'output', type: 'object' }],
    summary: 'Set {fields}',
    config_schema: object({ fields: { type: 'object' }, keep_input: { type: 'boolean' } }),
  }),
  info('pass', { inputs: [{ ...any('input'), required: true }], outputs: [any('output')] }),
  info('maybe', { inputs: [any('input'), any('other')], outputs: [any('output')] }),
  info('text', {
    inputs: [{ id: 'text', type: 'string', required: true }],
    outputs: [{ id: 'text', type: 'string' }],
  }),
  info('count', {
    inputs: [{ id: 'value', type: 'number', required: true }],
    outputs: [{ id: 'value', type: 'number' }],
  }),
  info('condition', {
    inputs: [
      any('input'),
      { id: 'condition', type: 'string', required: true, expression: 'bare', locals: ['input'] },
    ],
    outputs: [any('true'), any('false')],
    branches: {},
  }),
  info('switch', {
    inputs: [
      any('input'),
      { id: 'cases', type: 'object', required: true, expression: 'bare_map', locals: ['input'] },
    ],
    outputs: [any('default')],
    derived: [{ direction: 'outputs', from: '/inputs/cases', by: 'keys', type: 'any', is_first: true }],
    branches: { unless: { from: '/config/match', equals: 'all' } },
    config_schema: object({ match: { enum: ['first', 'all'] } }),
  }),
  info('merge', {
    inputs: [{ ...any('inputs'), many: true }],
    outputs: [any('output')],
    race: { when: { from: '/config/mode', equals: 'race' } },
    config_schema: object({ mode: { enum: ['append', 'combine', 'coalesce', 'zip', 'race'] } }),
  }),
  info('filter', {
    inputs: [
      { id: 'items', type: 'array', required: true },
      {
        id: 'condition',
        type: 'string',
        required: true,
        expression: 'bare',
        locals: ['item', 'index', 'items'],
      },
    ],
    outputs: [{ id: 'results', type: 'array' }],
  }),
  info('template', {
    inputs: [
      { id: 'template', type: 'string', required: true, schema: { 'x-expression': 'none' } },
      { id: 'vars', type: 'object' },
    ],
    outputs: [{ id: 'output', type: 'string' }],
    derived: [{ direction: 'inputs', from: '/inputs/template', by: 'template_variables', type: 'any' }],
  }),
  info('json_parse', { inputs: [{ id: 'text', type: 'string', required: true }], outputs: [any('data')] }),
  info('json_stringify', {
    inputs: [{ ...any('data'), required: true }],
    outputs: [{ id: 'text', type: 'string' }],
  }),
  info('http_request', {
    category: 'api',
    effect: 'idempotent',
    summary: '{method} {url}',
    inputs: [
      { id: 'url', type: 'string', required: true },
      { id: 'method', type: 'string' },
      { id: 'headers', type: 'object' },
      { id: 'api_key', type: 'string', secret: true },
    ],
    outputs: [any('response'), { id: 'status', type: 'number' }],
    credentials: ['http_bearer'],
    config_schema: object({
      method: { enum: ['GET', 'POST'] },
      timeout: { type: 'number', exclusiveMinimum: 0 },
      auth: { type: 'object', properties: { token: { type: 'string', 'x-secret': true } } },
      credential: { type: 'string' },
    }),
  }),
  info('output', {
    role: 'output',
    category: 'outputs',
    inputs: [any('value')],
    config_schema: object({ name: { type: 'string' } }),
  }),
  info('loop', {
    role: 'container',
    container: 'loop',
    inputs: [{ id: 'items', type: 'array', required: true }],
    outputs: [
      { id: 'results', type: 'array' },
      { id: 'errors', type: 'array' },
      { id: 'count', type: 'number' },
    ],
    body_outputs: [any('item'), { id: 'index', type: 'number' }],
    body_inputs: [any('result'), { id: 'break', type: 'any' }],
    config_schema: object({ concurrency: { type: 'integer', minimum: 1 } }),
  }),
  info('while_loop', {
    role: 'container',
    container: 'while_loop',
    inputs: [any('state')],
    outputs: [any('state'), { id: 'iteration', type: 'number' }, { id: 'exhausted', type: 'boolean' }],
    body_outputs: [any('state'), { id: 'iteration', type: 'number' }],
    body_inputs: [any('next')],
    config_schema: object(
      {
        condition: { type: 'string', 'x-expression': 'bare', 'x-locals': ['state', 'iteration'] },
        max_iterations: { type: 'integer', minimum: 1 },
      },
      ['condition'],
    ),
  }),
]

const any = (id: string): PortSpec => ({ id, type: 'any' })

const object = (
  properties: Record<string, unknown>,
  required: string[] = [],
): NodeTypeInfo['config_schema'] => ({
  type: 'object',
  properties,
  required,
})

function info(type: string, own: Partial<NodeTypeInfo>): NodeTypeInfo {
  return {
    type,
    version: 1,
    category: 'control',
    name: type.replaceAll('_', ' '),
    icon: 'box',
    description: type,
    docs: type,
    summary: '',
    role: 'action',
    effect: 'pure',
    inputs: [],
    outputs: [],
    config_schema: object({}),
    examples: [],
    ...own,
  }
}
