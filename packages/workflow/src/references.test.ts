import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { testCatalogue } from './catalogue_fixture.ts'
import { draft } from './draft.ts'
import type { NodeTypeInfo } from './node_type.ts'
import { functionNamesOf, referencesOf, renameFunctions } from './references.ts'
import type { ValidateOptions } from './rules/rule_context.ts'
import { validateWorkflow } from './validate_workflow.ts'

const fixture = testCatalogue()
const base = fixture.get('maybe') as NodeTypeInfo
const field = (widget: string) => ({ type: 'string', 'x-widget': widget })
const catalogue = new Map([
  ...fixture,
  [
    'calls',
    {
      ...base,
      type: 'calls',
      inputs: [
        { id: 'name', type: 'string', schema: { 'x-widget': 'function' } },
        { id: 'server', type: 'string', schema: { 'x-widget': 'mcp_server' } },
        { id: 'tools', type: 'array', schema: { 'x-references': 'function' } },
      ],
      config_schema: {
        type: 'object',
        properties: {
          collection: field('collection'),
          model: field('model'),
          base_url: { type: 'string' },
          workflow_id: field('workflow'),
          tools: { type: 'array', 'x-widget': 'agent_tools' },
        },
      },
    } satisfies NodeTypeInfo,
  ],
  [
    'vector_store',
    {
      ...base,
      type: 'vector_store',
      inputs: [{ id: 'operation', type: 'string' }],
      config_schema: { type: 'object', properties: { collection: field('collection') } },
    } satisfies NodeTypeInfo,
  ],
])

const call = (node: object) =>
  draft({ start: 'manual_trigger', n: { type: 'calls', ...node } }, ['start.trigger -> n.after'])

const tools = [
  { kind: 'function', name: 'slug' },
  { kind: 'mcp', server: 'everything', name: 'echo' },
  { kind: 'workflow', name: 'wf_1' },
  { kind: 'retrieval', name: 'handbook' },
]
const weather = { name: 'weather', description: 'No function', parameters: {} }

describe('referencesOf', () => {
  test('finds what fields, rows of tools and lists of names refer to', () => {
    const workflow = call({
      inputs: {
        name: 'area',
        server: 'https://mcp.example.com',
        tools: ['slug', weather, '{{ trigger.tool }}'],
      },
      config: { tools, collection: 'handbook', workflow_id: '', model: '{{ variables.model }}' },
    })
    const told = referencesOf(workflow, catalogue).map(
      ({ kind, name, pointer }) => `${kind} ${name} ${pointer}`,
    )
    assert.deepEqual(told, [
      'function area /nodes/1/inputs/name',
      'mcp_server https://mcp.example.com /nodes/1/inputs/server',
      'function slug /nodes/1/inputs/tools/0',
      'function slug /nodes/1/config/tools/0/name',
      'mcp_server everything /nodes/1/config/tools/1/server',
      'workflow wf_1 /nodes/1/config/tools/2/name',
      'collection handbook /nodes/1/config/tools/3/name',
      'collection handbook /nodes/1/config/collection',
    ])
    assert.deepEqual(functionNamesOf(workflow, catalogue), ['area', 'slug'])
  })

  test('functions are renamed wherever they are called, and nothing else is', () => {
    const workflow = call({ inputs: { name: 'slug', tools: ['slug', 'area', weather] }, config: { tools } })
    const renamed = renameFunctions(workflow, catalogue, new Map([['slug', 'slug_2']]))
    assert.deepEqual(renamed.nodes[1]?.inputs, { name: 'slug_2', tools: ['slug_2', 'area', weather] })
    assert.deepEqual(renamed.nodes[1]?.config, {
      tools: [{ kind: 'function', name: 'slug_2' }, ...tools.slice(1)],
    })
    assert.deepEqual(workflow.nodes[1]?.inputs?.name, 'slug')
    assert.equal(renameFunctions(workflow, catalogue, new Map()), workflow)
  })
})

describe('what is named and not there', () => {
  const known: ValidateOptions = {
    functions: new Set(['slug']),
    collections: new Set(['handbook']),
    mcp_servers: new Set(['everything']),
    workflows: new Set(['wf_1']),
    models: new Set(['builtin', 'ollama/llama']),
  }
  const findings = (workflow: object, options = known) =>
    validateWorkflow(workflow, catalogue, options).map(
      ({ code, severity, pointer }) => `${severity} ${code} ${pointer}`,
    )

  test('what is there is fine, and nothing is said where the lists are not known', () => {
    const fine = call({
      inputs: { name: 'slug', server: 'wss://mcp.example.com', tools: ['slug'] },
      config: { tools, collection: 'handbook', workflow_id: 'wf_1', model: 'ollama/llama' },
    })
    assert.deepEqual(findings(fine), [])
    const unknown = call({ inputs: { name: 'x' }, config: { model: 'y' } })
    assert.deepEqual(findings(unknown, {}), [])
  })

  test('each is a warning at its field that says what to do', () => {
    const workflow = call({
      inputs: { name: 'slag', server: 'other' },
      config: {
        collection: 'c',
        workflow_id: 'wf_9',
        model: 'm',
        tools: [{ kind: 'function', name: 'none' }],
      },
    })
    assert.deepEqual(findings(workflow), [
      'warning function_missing /nodes/1/inputs/name',
      'warning mcp_server_missing /nodes/1/inputs/server',
      'warning collection_missing /nodes/1/config/collection',
      'warning workflow_missing /nodes/1/config/workflow_id',
      'warning model_missing /nodes/1/config/model',
      'warning function_missing /nodes/1/config/tools/0/name',
    ])
    const [first] = validateWorkflow(workflow, catalogue, known)
    assert.match(
      first?.message ?? '',
      /"n" calls the function "slag", which does not exist here\. Choose another/,
    )
    assert.deepEqual(first?.fix, {
      kind: 'set',
      title: 'Use slug',
      pointer: '/nodes/1/inputs/name',
      value: 'slug',
    })
  })

  test('a function that the file brings, a collection that it fills, a server of its own, and itself are there', () => {
    const workflow = draft(
      {
        start: 'manual_trigger',
        n: {
          type: 'calls',
          inputs: { name: 'area' },
          config: { collection: 'new', workflow_id: 'wf', model: 'm', base_url: 'http://127.0.0.1:1' },
        },
        fill: { type: 'vector_store', config: { collection: 'new' } },
        drop: { type: 'vector_store', config: { collection: 'old' }, inputs: { operation: 'delete' } },
      },
      ['start.trigger -> n.after', 'start.trigger -> fill.after', 'start.trigger -> drop.after'],
    )
    assert.deepEqual(findings({ ...workflow, functions: [{ name: 'area' }] }), [
      'warning collection_missing /nodes/3/config/collection',
    ])
  })
})
