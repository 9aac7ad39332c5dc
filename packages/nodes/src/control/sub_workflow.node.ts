import { defineNode, port } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { awaitChild, childFailed, startChild } from './run_child.ts'

const Config = Type.Object({
  workflow_id: Type.String({
    title: 'Workflow',
    description: 'The one to run.',
    minLength: 1,
    'x-widget': 'workflow',
    'x-names-node': true,
    examples: ['wf_invoice'],
  }),
  version: Type.Optional(
    Type.Integer({
      title: 'Version',
      description: 'A saved version of it; the newest one where there is none.',
      minimum: 1,
    }),
  ),
  inputs: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      title: 'Inputs',
      description: 'What the workflow takes, as a JSON Schema: each property is an input port.',
      'x-widget': 'workflow_inputs',
      examples: [{ type: 'object', properties: { order: { type: 'string' } } }],
    }),
  ),
  wait: Type.Boolean({
    title: 'Wait for the result',
    description: 'Off: the run is started, and this one goes on at once.',
    default: true,
  }),
  max_depth: Type.Integer({
    title: 'Depth',
    description: 'Workflows that may call one another, this call counted.',
    default: 10,
    minimum: 1,
    maximum: 50,
  }),
})

const OWN_INPUTS = new Set(['input', 'after'])

export default defineNode({
  type: 'sub_workflow',
  version: 1,
  category: 'control',
  name: 'Run Workflow',
  icon: 'workflow',
  description: 'Run another workflow as a node',
  keywords: ['sub-workflow', 'subflow', 'execute workflow', 'call', 'nested'],
  summary: 'Version {version}',
  // The id of the run follows from the node's key, so that a restart finds it again.
  effect: 'idempotent',
  stepped: true,
  uses: ['workflows'],
  inputs: {
    input: port.any({
      description: 'What its trigger is given; the values of the other inputs are put over it.',
    }),
  },
  outputs: {
    output: port.any({ description: 'What its outputs are given, once it has completed.' }),
    execution_id: port.string({ description: 'The id of its run.' }),
  },
  derived: [{ direction: 'inputs', from: '/config/inputs', by: 'schema_properties', type: 'any' }],
  config: Config,
  docs: `Runs another workflow and goes on with its output.

**When to use it.** To use the same steps in several workflows, to keep a large workflow readable, or to run something in
a loop that has triggers, limits and a history of its own.

Choose the workflow; its **Inputs** become ports of this node, taken from the sample of its manual trigger. What they are
given is the trigger data of the run, and what its **Output** nodes are given is at **output**, such as
\`{"total": 120}\`.

The run is a real one, with its own page: its parent is named there, and this node names it at **execution_id**. A restart
never starts it twice. While it goes on this node waits without costing anything; cancelling one cancels the other. A run
that fails is the error \`child_failed\` here, under this node's own policy.

Without **Wait for the result** the run is on its own from the start, and **output** stays silent. Workflows that call
themselves end with \`depth_exceeded\` at the **Depth**.`,
  examples: [
    {
      title: 'Double a number',
      needs: 'another workflow, here one with the id `double`.',
      config: { workflow_id: 'double', inputs: { type: 'object', properties: { n: { type: 'number' } } } },
      inputs: { n: 21 },
      outputs: { output: 42 },
    },
  ],
  async execute({ config, inputs, context }) {
    const { workflow_id, version, wait, max_depth } = config
    const child = await startChild(context, {
      key: 'workflow',
      workflow_id,
      version,
      data: dataOf(inputs),
      max_depth,
      waits: wait,
    })
    const { execution_id } = child
    if (!wait) return { execution_id }
    const ended = await awaitChild(context, child)
    if ('suspend' in ended) return ended
    if (ended.outcome.status !== 'completed') throw childFailed(execution_id, ended.outcome)
    return { output: ended.outcome.output, execution_id }
  },
})

/** The derived ports over the fields of the one input; that input as it is where there are none. */
function dataOf({
  input,
  ...rest
}: { input?: JsonValue } & Record<string, JsonValue | undefined>): JsonValue {
  const given = Object.entries(rest).filter(
    (entry): entry is [string, JsonValue] => entry[1] !== undefined && !OWN_INPUTS.has(entry[0]),
  )
  if (given.length === 0) return input ?? {}
  return { ...(isObject(input) && input), ...Object.fromEntries(given) }
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
