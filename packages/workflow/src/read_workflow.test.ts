import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffWorkflows, summarizeChanges } from './diff_workflows.ts'
import type { Workflow } from './document.ts'
import { draft } from './draft.ts'
import { parseWorkflow } from './parse_workflow.ts'
import { readWorkflow } from './read_workflow.ts'
import { serializeWorkflow } from './serialize_workflow.ts'

const makeId = () => 'made'
const now = () => '2026-05-01T00:00:00.000Z'

test('what may be left out is filled in, and nothing is lost', () => {
  const { workflow, findings } = readWorkflow(
    {
      name: 'Small',
      colour: 'red',
      nodes: [{ id: 'a', type: 'not_installed', shape: 'round' }],
      connections: [
        { id: 'c1', source_node: 'a', source_port: 'x', target_node: 'a', target_port: 'y' },
        { source_node: 'a', source_port: 'x', target_node: 'gone', target_port: 'y' },
      ],
    },
    { makeId, now },
  )
  assert.deepEqual(findings, [])
  assert.deepEqual(workflow, {
    id: 'made',
    name: 'Small',
    colour: 'red',
    nodes: [{ id: 'a', type: 'not_installed', shape: 'round', position: { x: 0, y: 0 }, config: {} }],
    connections: [
      { id: 'c1', source_node: 'a', source_port: 'x', target_node: 'a', target_port: 'y' },
      { id: 'c2', source_node: 'a', source_port: 'x', target_node: 'gone', target_port: 'y' },
    ],
    variables: {},
    settings: {},
    created_at: now(),
    updated_at: now(),
    version: 1,
    is_active: true,
  })
})

test('keys that are names of the language are data', () => {
  const variables = { constructor: 1, toString: 'x', prototype: { a: 1 } }
  const { workflow } = readWorkflow({ ...draft({}), variables })
  assert.deepEqual(workflow?.variables, variables)
  assert.equal(({} as Record<string, unknown>).a, undefined)
})

test('limits are told with what to do', () => {
  const limits = {
    max_nodes: 1,
    max_connections: 0,
    max_depth: 2,
    max_config_bytes: 20,
    max_document_bytes: 600,
  }
  const workflow = draft({ a: 'x', b: { type: 'x', config: { text: 'y'.repeat(300) } } }, ['a.x -> b.y'])
  const pointers = readWorkflow(workflow, { limits }).findings.map(
    ({ code, pointer }) => `${code} ${pointer}`,
  )
  assert.deepEqual(pointers, [
    'limit_exceeded /nodes',
    'limit_exceeded /connections',
    'limit_exceeded /nodes/1/config',
    'limit_exceeded ',
  ])
  const deep = draft({
    a: 'x',
    b: { type: 'x', parent: 'a' },
    c: { type: 'x', parent: 'b' },
    d: { type: 'x', parent: 'c' },
  })
  assert.match(readWorkflow(deep, { limits: { max_depth: 2 } }).findings[0]?.message ?? '', /nested 3 deep/)
  const config = JSON.parse(`${'{"a":'.repeat(80)}1${'}'.repeat(80)}`)
  assert.match(readWorkflow(draft({ a: { type: 'x', config } })).findings[0]?.message ?? '', /nested deeper/)
})

test('faults of syntax are told by line and column', () => {
  const message = (text: string) =>
    parseWorkflow(text)
      .findings.map((finding) => finding.message)
      .join()
  assert.match(message('{\n  "name": "x",\n  oops\n}'), /not JSON.*line 3, column 3/)
  assert.match(message('name: "x\nnodes: []'), /not YAML.*line \d+, column \d+/)
  assert.match(message('{"name": '), /not JSON/)
  assert.match(message('[1]'), /is an object/)
})

test('YAML that unfolds without end is refused, and plain anchors are read', () => {
  const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  for (let i = 1; i < 10; i++)
    bomb.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    )
  assert.match(parseWorkflow(bomb.join('\n'), 'yaml').findings[0]?.message ?? '', /alias/i)
  assert.equal(parseWorkflow(`${'['.repeat(50_000)}`, 'yaml').findings.length, 1)
  const anchored = 'name: x\nvariables: {a: &v [1], b: *v}\nnodes: []\nconnections: []'
  assert.deepEqual(parseWorkflow(anchored).workflow?.variables, { a: [1], b: [1] })
})

test('known fields are written in one order, whatever order they came in', () => {
  const { nodes, ...rest } = draft({ a: { type: 'x', inputs: { z: 1, a: 2 } } })
  const text = serializeWorkflow({ nodes, ...rest }, 'yaml')
  assert.equal(text, serializeWorkflow({ ...rest, nodes }, 'yaml'))
  assert.ok(text.indexOf('z: 1') < text.indexOf('a: 2'))
})

test('versions are compared by what a run would notice', () => {
  const a = draft(
    { req: { type: 'http_request', label: 'HTTP Request', inputs: { url: 'x' } }, old: 'pass', b: 'pass' },
    ['req.response -> old.input', 'req.response -> b.input'],
  )
  const b: Workflow = {
    ...draft({
      req: { type: 'http_request', label: 'HTTP Request', inputs: { url: 'y' } },
      b: { type: 'pass', position: { x: 9, y: 9 } },
      new1: 'pass',
      new2: 'pass',
    }),
    connections: a.connections.slice(1),
    version: 7,
    name: 'Renamed',
  }
  const changes = diffWorkflows(a, b)
  assert.deepEqual(
    changes.map(({ kind, change, id, pointers, cosmetic }) => [
      kind,
      change,
      id,
      pointers.join(' '),
      cosmetic,
    ]),
    [
      ['node', 'removed', 'old', '', false],
      ['node', 'changed', 'req', '/inputs/url', false],
      ['node', 'changed', 'b', '/position/x /position/y', true],
      ['node', 'added', 'new1', '', false],
      ['node', 'added', 'new2', '', false],
      ['connection', 'removed', 'c0', '', false],
      ['workflow', 'changed', 'wf', '/name', false],
    ],
  )
  assert.equal(
    summarizeChanges(changes),
    'added 2 nodes, changed HTTP Request, removed 1 node, removed 1 connection, changed name, moved 1 node',
  )
  assert.equal(summarizeChanges([]), 'no changes')
})

test('an order that means something is a difference', () => {
  const cases = (map: Record<string, string>) => draft({ s: { type: 'switch', inputs: { cases: map } } })
  const [change] = diffWorkflows(cases({ a: '1', b: '2' }), cases({ b: '2', a: '1' }))
  assert.deepEqual(change?.pointers, ['/inputs/cases'])
  const wired = draft({ a: 'pass', m: 'merge' }, ['a.output -> m.inputs', 'a.output -> m.inputs'])
  const turned = { ...wired, connections: wired.connections.toReversed() }
  assert.deepEqual(diffWorkflows(wired, turned)[0]?.pointers, ['/connections'])
})
