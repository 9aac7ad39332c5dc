import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Call, createClient, type Execution, routes } from '@llamanexus/contract'
import type { JsonValue, WorkflowDraft } from '@llamanexus/workflow'
import { type Product, startProduct } from './product.ts'
import { draft, fields, node } from './workflow_builder.ts'

let product: Product
let call: Call
before(async () => {
  product = await startProduct()
  call = createClient({ baseUrl: product.url })
})
after(() => product.remove())

async function run(document: WorkflowDraft, data: JsonValue = {}): Promise<Execution> {
  const { id } = await call(routes.createWorkflow, { body: document })
  return call(routes.executeWorkflow, { params: { id }, query: { wait: 20 }, body: data })
}

const statuses = (execution: Execution): Record<string, string> =>
  Object.fromEntries(Object.values(execution.node_executions).map(({ path, status }) => [path, status]))

test('the document of the design runs as the design says', async () => {
  const execution = await run(
    draft(
      'Totals',
      [
        node('in', 'manual_trigger'),
        node('each', 'loop', { config: { concurrency: 4 }, inputs: { items: '{{ trigger.orders }}' } }),
        fields('sum', { total: '{{ item.price * item.qty }}' }, { parent: 'each' }),
        node('big', 'filter', { inputs: { condition: 'item.total > 100' } }),
        node('out', 'output'),
      ],
      [
        'in.trigger -> each.after',
        'each.item -> sum.input',
        'sum.output -> each.result',
        'each.results -> big.items',
        'big.results -> out.value',
      ],
    ),
    {
      orders: [
        { price: 60, qty: 2 },
        { price: 5, qty: 3 },
      ],
    },
  )
  assert.equal(execution.status, 'completed')
  assert.deepEqual(execution.final_output, [{ total: 120 }])
  assert.deepEqual(
    Object.keys(execution.node_executions).toSorted(),
    ['big', 'each', 'each[0]/sum', 'each[1]/sum', 'in', 'out'].toSorted(),
  )
})

test('a false branch with two targets runs both and neither of the true side', async () => {
  const execution = await run(
    draft(
      'False branch',
      [
        node('in', 'manual_trigger'),
        node('if', 'condition', { inputs: { condition: 'input.n > 10' } }),
        fields('yes', { side: 'yes' }),
        fields('no1', { side: 'no1' }),
        fields('no2', { side: 'no2' }),
      ],
      ['in.trigger -> if.input', 'if.true -> yes.input', 'if.false -> no1.input', 'if.false -> no2.input'],
    ),
    { n: 1 },
  )
  const { yes, no1, no2 } = statuses(execution)
  assert.deepEqual({ yes, no1, no2 }, { yes: 'skipped', no1: 'completed', no2: 'completed' })
})

test('both sides of an if joined again give the live side, through one port and through a merge', async () => {
  const document = draft(
    'Joined',
    [
      node('in', 'manual_trigger'),
      node('if', 'condition', { inputs: { condition: 'input.n > 10' } }),
      fields('yes', { side: 'yes' }),
      fields('no', { side: 'no' }),
      node('pass', 'set'),
      node('merge', 'merge', { config: { mode: 'coalesce' } }),
      node('one', 'output', { config: { name: 'one' } }),
      node('two', 'output', { config: { name: 'two' } }),
    ],
    [
      'in.trigger -> if.input',
      'if.true -> yes.input',
      'if.false -> no.input',
      'yes.output -> pass.input',
      'no.output -> pass.input',
      'yes.output -> merge.inputs',
      'no.output -> merge.inputs',
      'pass.output -> one.value',
      'merge.output -> two.value',
    ],
  )
  assert.deepEqual((await run(document, { n: 11 })).final_output, {
    one: { side: 'yes' },
    two: { side: 'yes' },
  })
  assert.deepEqual((await run(document, { n: 1 })).final_output, { one: { side: 'no' }, two: { side: 'no' } })
})

test('nested loops of 3 x 2 call the inner body six times and keep the shape', async () => {
  const execution = await run(
    draft(
      'Nested',
      [
        node('in', 'manual_trigger'),
        node('outer', 'loop', { inputs: { items: '{{ trigger.rows }}' } }),
        node('inner', 'loop', { parent: 'outer' }),
        fields('cell', { value: '{{ nodes.outer.index * 10 + item }}' }, { parent: 'inner' }),
        node('out', 'output'),
      ],
      [
        'in.trigger -> outer.after',
        'outer.item -> inner.items',
        'inner.item -> cell.input',
        'cell.output -> inner.result',
        'inner.results -> outer.result',
        'outer.results -> out.value',
      ],
    ),
    { rows: [[1, 2], [1, 2], []] },
  )
  assert.deepEqual(execution.final_output, [[{ value: 1 }, { value: 2 }], [{ value: 11 }, { value: 12 }], []])
  const bodies = Object.keys(execution.node_executions).filter((path) => path.endsWith('/cell'))
  assert.deepEqual(bodies.toSorted(), [
    'outer[0]/inner[0]/cell',
    'outer[0]/inner[1]/cell',
    'outer[1]/inner[0]/cell',
    'outer[1]/inner[1]/cell',
  ])
})

test('a while loop counts on its own state', async () => {
  const execution = await run(
    draft(
      'While',
      [
        node('in', 'manual_trigger'),
        node('loop', 'while_loop', { config: { condition: 'state.n < 5' }, inputs: { state: { n: 0 } } }),
        fields('next', { n: '{{ state.n + 1 }}' }, { parent: 'loop' }),
        node('out', 'output'),
      ],
      [
        'in.trigger -> loop.after',
        'loop.state -> next.input',
        'next.output -> loop.next',
        'loop.state -> out.value',
      ],
    ),
  )
  assert.equal(execution.status, 'completed', JSON.stringify(execution.error))
  assert.deepEqual(execution.final_output, { n: 5 })
})

test('braces that arrive as data stay text', async () => {
  const execution = await run(
    draft(
      'Data',
      [node('in', 'manual_trigger'), fields('copy', { text: '{{ trigger.text }}' }), node('out', 'output')],
      ['in.trigger -> copy.input', 'copy.output -> out.value'],
    ),
    { text: '{{ 1 + 1 }} {{ variables.x }}' },
  )
  assert.deepEqual(execution.final_output, { text: '{{ 1 + 1 }} {{ variables.x }}' })
})

test('an expression that throws in a condition is an error of the node, never the false branch', async () => {
  const execution = await run(
    draft(
      'Throws',
      [
        node('in', 'manual_trigger'),
        node('if', 'condition', { inputs: { condition: 'input.missing.deep > 1' } }),
        fields('no', { side: 'no' }),
      ],
      ['in.trigger -> if.input', 'if.false -> no.input'],
    ),
    { n: 1 },
  )
  assert.equal(execution.status, 'failed')
  assert.equal(execution.error?.node_id, 'if')
  assert.equal(execution.node_executions.no?.status, undefined)
})

test('a failing node with an error branch goes on there', async () => {
  const execution = await run(
    draft(
      'Error branch',
      [
        node('in', 'manual_trigger'),
        node('parse', 'json_parse', {
          inputs: { input: '{{ trigger.text }}' },
          policy: { on_error: 'branch' },
        }),
        fields('ok', { side: 'ok' }),
        fields('broken', { code: '{{ nodes.parse.error.code }}' }),
        node('out', 'output'),
      ],
      [
        'in.trigger -> parse.after',
        'parse.output -> ok.input',
        'parse.error -> broken.input',
        'ok.output -> out.value',
        'broken.output -> out.value',
      ],
    ),
    { text: '{not json' },
  )
  assert.equal(execution.status, 'completed', JSON.stringify(execution.error))
  assert.equal(typeof (execution.final_output as { code: string }).code, 'string')
  assert.equal(statuses(execution).ok, 'skipped')
})
