import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testCatalogue } from './catalogue_fixture.ts'
import type { WorkflowNode } from './document.ts'
import { effectiveValue } from './effective_value.ts'
import { fieldsOf } from './fields_of.ts'
import { hasExpression } from './has_expression.ts'
import type { NodeTypeInfo } from './node_type.ts'
import { pointerGet, pointerTo } from './pointer.ts'
import { portsOf } from './ports_of.ts'
import { summaryOf } from './summary_of.ts'
import { templateVariables } from './template_variables.ts'
import { walkPath } from './walk_path.ts'

const catalogue = testCatalogue()

test('ports are the declared, the derived and the control ports', () => {
  assert.deepEqual(ids(node('manual_trigger')), { inputs: [], outputs: ['trigger'] })
  assert.deepEqual(ids(node('unheard_of')), { inputs: ['after'], outputs: [] })
  const branching = node('switch', {
    inputs: { cases: { big: 'true', small: 'false' } },
    policy: { on_error: 'branch' },
  })
  assert.deepEqual(ids(branching), {
    inputs: ['input', 'cases', 'after'],
    outputs: ['big', 'small', 'default', 'error'],
  })
  const template = node('template', { inputs: { template: '{{ name }} {{ vars.x }}' } })
  assert.deepEqual(ids(template).inputs, ['template', 'vars', 'name', 'after'])
  assert.deepEqual(
    portsOf(node('loop'), catalogue.get('loop')).body_outputs.map(({ id }) => id),
    ['item', 'index'],
  )
})

test('a port that follows from a JSON Schema has the type and the words of its property, and no hints of ours', () => {
  const tool: NodeTypeInfo = {
    ...(catalogue.get('switch') as NodeTypeInfo),
    derived: [{ direction: 'inputs', from: '/config/schema', by: 'schema_properties', type: 'any' }],
  }
  const properties = {
    city: { type: 'string', title: 'City', description: 'Where', 'x-secret': true },
    days: { type: 'integer' },
    deep: { type: 'object', properties: { in: { 'x-secret': true } } },
    what: { type: ['string', 'null'] },
    constructor: { type: 'constructor' },
    anything: true,
  }
  const [city, ...others] = portsOf(
    node('switch', { config: { schema: { type: 'object', properties } } }),
    tool,
  ).inputs.slice(2, -1)
  assert.deepEqual(city, {
    id: 'city',
    type: 'string',
    name: 'City',
    description: 'Where',
    schema: { type: 'string', title: 'City', description: 'Where' },
  })
  assert.deepEqual(others[1]?.schema, { type: 'object', properties: { in: {} } })
  assert.deepEqual(
    others.map(({ id, type }) => [id, type]),
    [
      ['days', 'number'],
      ['deep', 'object'],
      ['what', 'any'],
      ['constructor', 'any'],
      ['anything', 'any'],
    ],
  )
})

test('template variables are those from outside', () => {
  assert.deepEqual(
    templateVariables(
      '{# {{ no }} #}{% set t = total | round(2) %}{% for k, v in rows.items() if v is defined and flag %}{{ k ~ "lit" ~ v.x }}{{ loop.index }}{{ t }}{% endfor %}',
    ),
    ['total', 'rows', 'flag'],
  )
  assert.deepEqual(
    templateVariables('{{#people}}{{name}}{{/people}}{{{html}}}{{&raw}}{{! note }}{{^none_}}x{{/none_}}'),
    ['people', 'name', 'html', 'raw', 'none_'],
  )
})

test('fields are the strings that may hold an expression, read as their port or schema says', () => {
  const fields = (type: string, own: Partial<WorkflowNode>) =>
    fieldsOf(node(type, own), catalogue.get(type)).map(({ pointer, kind, locals, secret }) => [
      pointer,
      kind,
      locals.join(),
      secret,
    ])
  assert.deepEqual(
    fields('switch', { inputs: { cases: { 'a/b': 'input > 1' }, input: ['x', { y: 'z' }] } }),
    [
      ['/inputs/cases/a~1b', 'bare', 'input', false],
      ['/inputs/input/0', 'template', '', false],
      ['/inputs/input/1/y', 'template', '', false],
    ],
  )
  assert.deepEqual(fields('template', { inputs: { template: '{{ jinja }}', vars: '{{ x }}' } }), [
    ['/inputs/vars', 'template', '', false],
  ])
  assert.deepEqual(fields('while_loop', { config: { condition: 'state.n < 3' } }), [
    ['/config/condition', 'bare', 'state,iteration', false],
  ])
  assert.deepEqual(fields('while_loop', { inputs: { condition: 'state.n < 3' } }), [
    ['/inputs/condition', 'bare', 'state,iteration', false],
  ])
  assert.deepEqual(
    fields('http_request', { inputs: { api_key: 'k' }, config: { auth: { token: 't' }, method: 'GET' } }),
    [
      ['/inputs/api_key', 'template', '', true],
      ['/config/auth/token', 'template', '', true],
      ['/config/method', 'template', '', false],
    ],
  )
})

test('a card says what the node does', () => {
  const request = node('http_request', {
    config: { method: 'GET' },
    inputs: { url: 'https://x.test', method: 'POST' },
  })
  assert.equal(effectiveValue(request, 'method'), 'POST')
  assert.equal(summaryOf(request, catalogue.get('http_request')), 'POST https://x.test')
  assert.equal(
    summaryOf(node('set', { config: { fields: { a: 1, b: 2 } } }), catalogue.get('set')),
    'Set a, b',
  )
})

test('a card says what a node that was not told otherwise does', () => {
  const info: NodeTypeInfo = {
    ...(catalogue.get('set') as NodeTypeInfo),
    summary: '{level} at {speed}',
    inputs: [{ id: 'level', type: 'string', default: 'info' }],
    config_schema: { properties: { speed: { default: 2 } } },
  }
  assert.equal(summaryOf(node('set'), info), 'info at 2')
})

test('the type of a port may follow from the configuration', () => {
  const info: NodeTypeInfo = {
    ...(catalogue.get('merge') as NodeTypeInfo),
    outputs: [
      {
        id: 'output',
        type: 'array',
        type_when: [{ when: { from: '/config/mode', equals: 'combine' }, type: 'object' }],
      },
    ],
  }
  const typeOf = (config: WorkflowNode['config']) => portsOf(node('merge', { config }), info).outputs[0]?.type
  assert.deepEqual(
    [typeOf({}), typeOf({ mode: 'combine' }), typeOf({ mode: 'zip' })],
    ['array', 'object', 'array'],
  )
})

test('values are read by own properties only', () => {
  const scope = { nodes: { a: { list: [{ n: 1 }], text: 'hey', nothing: null } } }
  assert.equal(walkPath(scope, ['nodes', 'a', 'list', 0, 'n']), 1)
  assert.equal(walkPath(scope, ['nodes', 'a', 'list', 'length']), 1)
  assert.equal(walkPath(scope, ['nodes', 'a', 'text', '1']), 'e')
  for (const path of [
    ['nodes', 'b', 'c'],
    ['constructor'],
    ['__proto__'],
    ['nodes', 'a', 'list', 'map'],
    ['nodes', 'a', 'nothing', 'x'],
  ]) {
    assert.equal(walkPath(scope, path), null)
  }
  assert.equal(pointerTo('/config', 'a/b', '~', 0), '/config/a~1b/~0/0')
  assert.equal(pointerGet({ config: { 'a/b': { '~': [7] } } }, '/config/a~1b/~0/0'), 7)
  assert.equal(pointerGet({}, '/constructor/name'), undefined)
  assert.equal(hasExpression({ a: ['x {{ y }}'] }), true)
  assert.equal(hasExpression({ a: ['x \\{{ y }} {{'] }), false)
})

const node = (type: string, own: Partial<WorkflowNode> = {}): WorkflowNode => ({
  id: 'n',
  type,
  position: { x: 0, y: 0 },
  config: {},
  ...own,
})

function ids(of: WorkflowNode): { inputs: string[]; outputs: string[] } {
  const { inputs, outputs } = portsOf(of, catalogue.get(of.type))
  return { inputs: inputs.map(({ id }) => id), outputs: outputs.map(({ id }) => id) }
}
