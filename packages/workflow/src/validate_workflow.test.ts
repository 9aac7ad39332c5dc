import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canConnect } from './can_connect.ts'
import { testCatalogue } from './catalogue_fixture.ts'
import type { Workflow } from './document.ts'
import { draft } from './draft.ts'
import { exclusive } from './exclusive.ts'
import type { Finding } from './finding.ts'
import { validateWorkflow } from './validate_workflow.ts'

const catalogue = testCatalogue()
const validate = (workflow: unknown, options = {}): Finding[] =>
  validateWorkflow(workflow, catalogue, options)
const codes = (workflow: unknown, options = {}): string[] =>
  validate(workflow, options).map(({ code, pointer }) => `${code} ${pointer}`)

const totals = (): Workflow =>
  draft(
    {
      in: 'manual_trigger',
      each: { type: 'loop', config: { concurrency: 4 }, inputs: { items: '{{ trigger.orders }}' } },
      sum: {
        type: 'set',
        parent: 'each',
        config: { fields: { total: '{{ item.price * item.qty }}' }, keep_input: false },
      },
      big: { type: 'filter', inputs: { condition: 'item.total > 100' } },
      out: 'output',
    },
    [
      'in.trigger -> each.after',
      'each.item -> sum.input',
      'sum.output -> each.result',
      'each.results -> big.items',
      'big.results -> out.value',
    ],
  )

test('a sound workflow has no findings', () => {
  assert.deepEqual(validate(totals()), [])
})

test('what is no document gives a finding, not a failure', () => {
  const circle: Record<string, unknown> = {}
  circle.self = circle
  const hostile = [
    undefined,
    null,
    3,
    'x',
    [],
    circle,
    { nodes: 3 },
    new Date(),
    { name: 'x', nodes: [{ id: 1 }] },
  ]
  for (const document of hostile) {
    assert.ok(validate(document).every(({ severity }) => severity === 'error'))
    assert.ok(validate(document).length > 0)
  }
  assert.deepEqual(codes(JSON.parse('{"name": "x", "nodes": [], "variables": {"__proto__": {"a": 1}}}')), [
    'document_invalid /variables',
  ])
  assert.deepEqual(
    validate({ nodes: [{ type: 'set' }] }).map(({ message }) => message),
    ['The document lacks "name".', '"/nodes/0" lacks "id".'],
  )
})

test('ids are well formed and unique', () => {
  const workflow = draft({ a: 'manual_trigger', 'b c': 'set' }, ['a.trigger -> b c.input'])
  workflow.nodes.push({ ...workflow.nodes[0]! })
  workflow.nodes.push({ ...workflow.nodes[0]!, id: '__proto__' })
  const found = validate(workflow).filter(({ severity }) => severity === 'error')
  assert.deepEqual(
    found.map(({ code, pointer }) => `${code} ${pointer}`),
    ['id_invalid /nodes/1/id', 'id_duplicate /nodes/2/id', 'id_invalid /nodes/3/id'],
  )
  assert.deepEqual(found[1]?.fix, {
    kind: 'set',
    title: 'Rename it to a_2',
    pointer: '/nodes/2/id',
    value: 'a_2',
  })
})

test('types, ends and ports exist, and near names are offered', () => {
  const workflow = draft({ in: 'manual_trigger', a: 'sett', b: 'set', c: 'set' }, [
    'in.trigger -> a.input',
    'gone.output -> b.input',
    'b.outptu -> c.input',
    'in.trigger -> c.nothing',
  ])
  const found = validate(workflow)
  assert.deepEqual(
    found.map(({ code, pointer, fix }) => [code, pointer, fix && 'value' in fix ? fix.value : fix?.kind]),
    [
      ['type_unknown', '/nodes/1/type', 'set'],
      ['end_missing', '/connections/1/source_node', 'remove_connection'],
      ['port_unknown', '/connections/2/source_port', 'output'],
      ['port_unknown', '/connections/3/target_port', 'remove_connection'],
    ],
  )
})

test('types that do not fit offer the node that goes between', () => {
  const workflow = draft(
    { in: 'http_webhook', t: 'text', f: { type: 'filter', inputs: { condition: 'item' } }, o: 'output' },
    ['in.body -> t.text', 't.text -> f.items', 'f.results -> o.value'],
  )
  workflow.nodes[0]!.config = { path: '/x' }
  const found = validate(workflow)
  assert.deepEqual(
    found.map(({ code, fix }) => [code, fix?.kind === 'add_node' ? fix.node.type : fix]),
    [
      ['type_mismatch', 'json_stringify'],
      ['type_mismatch', 'json_parse'],
    ],
  )
  assert.equal(
    found[0]?.message,
    'in.body gives an object, but t.text takes a string. Put a json stringify node between them.',
  )
  assert.deepEqual(validate(repaired(workflow, found)), [])
})

test('a value under config is that of a field or of a port, else it is told to be of no use', () => {
  const workflow = draft(
    {
      in: 'manual_trigger',
      a: { type: 'set', config: { fields: {}, keep_inptu: true } },
      b: { type: 'filter', config: { items: 'no list', condition: 'item' } },
      c: { type: 'filter', config: { items: [1], condition: 'item >' } },
    },
    ['in.trigger -> a.after', 'in.trigger -> b.after', 'in.trigger -> c.after'],
  )
  assert.deepEqual(codes(workflow).toSorted(), [
    'config_unknown /nodes/1/config/keep_inptu',
    'expression_syntax /nodes/3/config/condition',
    'input_invalid /nodes/2/config/items',
  ])
})

test('required inputs, typed inputs and config are checked, and expressions fit anything', () => {
  const workflow = draft(
    {
      in: 'manual_trigger',
      a: { type: 'http_request', config: { method: 'PUT', timeout: '{{ 1 + 1 }}', colour: 1 } },
      b: {
        type: 'http_request',
        config: { timeout: -1 },
        inputs: { url: 5, headers: '{{ trigger }}', ulr: 'x' },
      },
      c: { type: 'switch', inputs: { cases: { one: 1 } } },
      d: 'while_loop',
    },
    ['in.trigger -> a.after', 'in.trigger -> b.after', 'in.trigger -> c.input', 'in.trigger -> d.state'],
  )
  assert.deepEqual(codes(workflow).toSorted(), [
    'config_invalid /nodes/1/config/method',
    'config_invalid /nodes/2/config/timeout',
    'config_invalid /nodes/4/config/condition',
    'config_unknown /nodes/1/config/colour',
    'input_invalid /nodes/2/inputs/url',
    'input_invalid /nodes/3/inputs/cases/one',
    'input_missing /nodes/1/inputs/url',
    'port_unknown /nodes/2/inputs/ulr',
  ])
})

test('a typed null is a value where anything is taken, and no value elsewhere', () => {
  const workflow = draft(
    {
      in: 'manual_trigger',
      a: { type: 'http_request', inputs: { url: null } },
      b: { type: 'pass', inputs: { input: null } },
    },
    ['in.trigger -> a.after', 'in.trigger -> b.after'],
  )
  assert.deepEqual(codes(workflow), ['input_missing /nodes/1/inputs/url'])
})

test('a cycle is named and a container offered', () => {
  const workflow = draft({ in: 'manual_trigger', a: 'maybe', b: 'pass' }, [
    'in.trigger -> a.other',
    'a.output -> b.input',
    'b.output -> a.input',
  ])
  const [found] = validate(workflow)
  assert.equal(found?.code, 'cycle')
  assert.match(found?.message ?? '', /a → b → a/)
  assert.deepEqual(found?.fix, {
    kind: 'wrap_in_container',
    title: 'Wrap in a while loop',
    container: 'while_loop',
    nodes: ['a', 'b'],
  })
})

test('walls and parents hold', () => {
  const workflow = totals()
  workflow.connections.push({
    id: 'x',
    source_node: 'in',
    source_port: 'trigger',
    target_node: 'sum',
    target_port: 'after',
  })
  assert.deepEqual(codes(workflow), ['scope_crossing /connections/5'])
  assert.deepEqual(codes(draft({ t: 'manual_trigger', a: { type: 'set', parent: 'gone' } })), [
    'parent_invalid /nodes/1/parent',
  ])
  assert.deepEqual(
    codes(
      draft({
        t: { type: 'manual_trigger', parent: 'p' },
        p: 'pass',
        a: { type: 'while_loop', config: { condition: 'true' }, parent: 'b' },
        b: { type: 'while_loop', config: { condition: 'true' }, parent: 'a' },
      }),
    ).filter((code) => code.startsWith('parent')),
    ['parent_invalid /nodes/0/parent', 'parent_invalid /nodes/2/parent', 'parent_invalid /nodes/3/parent'],
  )
})

test('references must exist, come before, and be in reach', () => {
  const read = (text: string, own = {}) => {
    const workflow = totals()
    workflow.variables = { limit: 3 }
    Object.assign(workflow.nodes[4]!, { inputs: { value: text }, ...own })
    workflow.connections = workflow.connections.with(4, { ...workflow.connections[4]!, target_port: 'after' })
    return validate(workflow).map(({ code, severity }) => `${severity} ${code}`)
  }
  assert.deepEqual(read('{{ nodes.each.count + variables.limit + Math.max(1) + now + execution.id }}'), [])
  assert.deepEqual(read('{{ nodes.each.nothing }}'), ['error reference_unknown'])
  assert.deepEqual(read('{{ nodes.eech.count }}'), ['error reference_unknown'])
  assert.deepEqual(read('{{ nodes.sum.output }}'), ['error reference_not_upstream'])
  assert.deepEqual(read('{{ nodes.out.value }}'), ['error reference_not_upstream'])
  assert.deepEqual(read('{{ variables.nothing }}'), ['warning reference_unknown'])
  assert.deepEqual(read('{{ inputs.nothing }}'), ['error reference_unknown'])
  assert.deepEqual(read('{{ proces.env }}'), ['error reference_unknown'])
  assert.deepEqual(read('{{ item }}'), ['error reference_unknown'])
  assert.deepEqual(read('{{ secrets.key }}'), ['error secret_misplaced'])
  assert.deepEqual(read('{{ 1 + }}'), ['error expression_syntax'])
})

test('inside a container, outer nodes and the values of containers around can be read', () => {
  const read = (text: string) => {
    const workflow = totals()
    workflow.nodes[2]!.config = { fields: { x: text } }
    return codes(workflow)
  }
  assert.deepEqual(read('{{ nodes.in.trigger }} {{ nodes.each.item }} {{ index }}'), [])
  assert.deepEqual(read('{{ nodes.each.results }}'), ['reference_unknown /nodes/2/config/fields/x'])
  assert.deepEqual(read('{{ nodes.big.results }}'), ['reference_not_upstream /nodes/2/config/fields/x'])
})

test('secrets stay in their fields', () => {
  const workflow = draft(
    {
      in: 'manual_trigger',
      a: {
        type: 'http_request',
        inputs: { url: 'x', api_key: '{{ secrets.k }}' },
        config: { credential: 'c', auth: { token: '{{ secrets.t }}' } },
      },
    },
    ['in.trigger -> a.after'],
  )
  assert.deepEqual(codes(workflow), [])
  assert.deepEqual(codes(workflow, { secrets: new Set(['t']), credentials: new Map() }), [
    'credential_missing /nodes/1/config/credential',
    'credential_missing /nodes/1/inputs/api_key',
  ])
})

const branching = (wires: string[], nodes = {}): Workflow =>
  draft(
    {
      in: 'manual_trigger',
      if: { type: 'condition', inputs: { condition: 'input' } },
      yes: 'pass',
      no: 'pass',
      both: 'merge',
      end: 'maybe',
      ...nodes,
    },
    ['in.trigger -> if.input', 'if.true -> yes.input', 'if.false -> no.input', ...wires],
  )

test('connections may share a port only where one branch excludes the other', () => {
  assert.deepEqual(
    codes(branching(['yes.output -> end.input', 'no.output -> end.input', 'in.trigger -> both.inputs'])),
    [],
  )
  const clash = branching([
    'yes.output -> end.input',
    'both.output -> end.input',
    'no.output -> both.inputs',
    'in.trigger -> both.inputs',
  ])
  const found = validate(clash)
  assert.deepEqual(
    found.map(({ code, pointer, connection_id }) => [code, pointer, connection_id]),
    [['join_not_exclusive', '/connections/4', 'c4']],
  )
  assert.deepEqual(validate(repaired(clash, found)), [])
  const [, , , a, b] = clash.connections
  assert.ok(!exclusive(clash, catalogue, a!, b!))
})

test('triggers and errors exclude as well', () => {
  const triggers = draft({ a: 'manual_trigger', b: 'manual_trigger', c: 'pass' }, [
    'a.trigger -> c.input',
    'b.trigger -> c.input',
  ])
  assert.deepEqual(codes(triggers), [])
  const failing = (on_error: 'branch' | 'fail') =>
    draft({ a: 'manual_trigger', b: { type: 'pass', policy: { on_error } }, x: 'pass', c: 'maybe' }, [
      'a.trigger -> b.input',
      'b.output -> x.input',
      'x.output -> c.input',
      on_error === 'branch' ? 'b.error -> c.input' : 'b.output -> c.input',
    ])
  assert.deepEqual(codes(failing('branch')), [])
  assert.deepEqual(codes(failing('fail')), ['join_not_exclusive /connections/3'])
})

test('a switch excludes unless it takes all that match', () => {
  const workflow = (match: string) =>
    draft(
      {
        in: 'manual_trigger',
        s: { type: 'switch', inputs: { cases: { x: 'input > 1', y: 'true' } }, config: { match } },
        e: 'pass',
      },
      ['in.trigger -> s.input', 's.x -> e.input', 's.y -> e.input', 's.default -> e.input'],
    )
  assert.deepEqual(codes(workflow('first')), [])
  assert.deepEqual(codes(workflow('all')), ['join_not_exclusive /connections/2'])
})

test('a node that needs both branches can never run', () => {
  const workflow = branching(
    [
      'yes.output -> two.text',
      'no.output -> two.after',
      'in.trigger -> both.inputs',
      'in.trigger -> end.input',
    ],
    { two: 'text' },
  )
  assert.deepEqual(codes(workflow), ['node_unreachable /nodes/6'])
})

test('reading what may be skipped is warned of, unless it has a default', () => {
  const read = (text: string, wire: string) =>
    codes(
      branching(['yes.output -> both.inputs', 'no.output -> both.inputs', wire], {
        end: { type: 'maybe', inputs: { other: text } },
      }),
    )
  const warned = ['reference_may_be_skipped /nodes/5/inputs/other']
  assert.deepEqual(read('{{ nodes.yes.output }}', 'both.output -> end.input'), warned)
  assert.deepEqual(read('{{ nodes.yes.output ?? 1 }}', 'both.output -> end.input'), [])
  assert.deepEqual(read('{{ nodes.if.true }}', 'both.output -> end.input'), warned)
  assert.deepEqual(read('{{ nodes.both.output }}', 'both.output -> end.input'), [])
  assert.deepEqual(read('{{ nodes.if.true + nodes.in.trigger }}', 'yes.output -> end.input'), [])
})

test('a node that is switched off gives no values', () => {
  const workflow = draft(
    {
      in: 'manual_trigger',
      off: { type: 'maybe', policy: { disabled: true } },
      a: { type: 'maybe', inputs: { other: '{{ nodes.off.output }}' } },
    },
    ['in.trigger -> off.input', 'off.output -> a.input'],
  )
  assert.deepEqual(codes(workflow), ['reference_may_be_skipped /nodes/2/inputs/other'])
})

test('what is connected to nothing, and a document without a trigger, are warned of', () => {
  assert.deepEqual(codes(draft({ a: 'maybe', b: 'maybe', c: 'maybe' }, ['a.output -> b.input'])), [
    'node_unconnected /nodes/2',
    'trigger_missing /nodes',
  ])
})

test('while dragging, a connection is judged by itself', () => {
  const workflow = totals()
  const judge = (wire: string, on = workflow) => {
    const [c] = draft({}, [wire]).connections
    const result = canConnect({ workflow: on, catalogue, ...c! })
    return result.ok ? 'ok' : [result.code, result.converter].filter(Boolean).join(' ')
  }
  assert.equal(judge('in.trigger -> out.after'), 'ok')
  assert.equal(judge('in.trigger -> gone.input'), 'end_missing')
  assert.equal(judge('in.trigger -> big.nothing'), 'port_unknown')
  assert.equal(judge('in.trigger -> sum.after'), 'scope_crossing')
  assert.equal(judge('each.index -> sum.after'), 'ok')
  assert.equal(judge('out.x -> out.value'), 'port_unknown')
  assert.equal(judge('big.results -> each.items'), 'cycle')
  assert.equal(judge('big.results -> big.items'), 'cycle')
  assert.equal(judge('in.trigger -> each.after'), 'connection_duplicate')
  assert.equal(judge('in.trigger -> out.value'), 'join_not_exclusive')
  const typed = draft({ h: 'http_webhook', t: 'text' })
  assert.equal(judge('h.body -> t.text', typed), 'type_mismatch json_stringify')
  assert.equal(judge('no.output -> end.input', branching(['yes.output -> end.input'])), 'ok')
})

/** Applies the fixes that add a node, as the editor does. */
function repaired(workflow: Workflow, findings: readonly Finding[]): Workflow {
  return findings.reduce((done, { fix }) => {
    assert.ok(fix?.kind === 'add_node')
    return {
      ...done,
      nodes: [...done.nodes, { ...fix.node, position: { x: 0, y: 0 } }],
      connections: [
        ...done.connections.filter(({ id }) => !fix.remove_connections.includes(id)),
        ...fix.connections,
      ],
    }
  }, workflow)
}
