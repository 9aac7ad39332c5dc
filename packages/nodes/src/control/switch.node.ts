import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { Type } from 'typebox'

const Config = Type.Object({
  match: Type.Enum(['first', 'all'], {
    title: 'Match',
    description: 'The first case that holds, or every one that does.',
    default: 'first',
  }),
})

export default defineNode({
  type: 'switch',
  version: 1,
  category: 'control',
  name: 'Switch',
  icon: 'signpost',
  description: 'Multi-way branch',
  keywords: ['case', 'if', 'else', 'router', 'branch'],
  summary: '{cases}',
  effect: 'pure',
  branches: { unless: { from: '/config/match', equals: 'all' } },
  inputs: {
    input: port.any({ required: true, description: 'Passed on to the branch that is taken.' }),
    cases: port.object({
      required: true,
      expression: 'bare_map',
      locals: ['input'],
      description: 'Case names and their conditions, JavaScript expressions with `input` in scope.',
      schema: {
        additionalProperties: { type: 'string', minLength: 1 },
        'x-widget': 'cases',
        examples: [{ large: 'input.total > 100', free: 'input.total === 0' }],
      },
    }),
  },
  outputs: { default: port.any({ description: 'The input, where no case holds.' }) },
  derived: [{ direction: 'outputs', from: '/inputs/cases', by: 'keys', type: 'any', is_first: true }],
  config: Config,
  docs: `Sends its input one of several ways.

**When to use it.** For decisions with more than two answers.

Cases are tried from the top; each has an output of its name. The first that holds takes the input; with **Match** set to
\`all\`, every one that holds does. Where none holds it goes on at **default**.

With the cases \`{"large": "input.total > 100", "small": "input.total > 0"}\` an order of 120 leaves at **large**.`,
  examples: [
    {
      title: 'The first that holds',
      config: {},
      inputs: { input: 120, cases: { large: 'input > 100', small: 'input > 0' } },
      outputs: { large: 120 },
    },
    {
      title: 'All that hold',
      config: { match: 'all' },
      inputs: { input: 120, cases: { large: 'input > 100', small: 'input > 0' } },
      outputs: { large: 120, small: 120 },
    },
    {
      title: 'None holds',
      config: {},
      inputs: { input: -1, cases: { large: 'input > 100' } },
      outputs: { default: -1 },
    },
  ],
  async execute({ config, inputs, context }) {
    const { input, cases } = inputs
    if (Object.hasOwn(cases, 'default'))
      throw new NodeError('input_invalid', '"cases" has one named default, which is what no case gives', {
        field: 'cases',
        hint: 'Give the case another name.',
        retryable: false,
      })
    const taken: string[] = []
    for (const [name, condition] of Object.entries(cases)) {
      // Each value is text by the port's schema.
      if (await context.evaluate(String(condition), { input })) taken.push(name)
      if (taken.length > 0 && config.match === 'first') break
    }
    const names = taken.length > 0 ? taken : ['default']
    return Object.fromEntries(names.map((name) => [name, input])) satisfies JsonObject
  },
})
