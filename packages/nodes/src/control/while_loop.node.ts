import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'

const Config = Type.Object({
  condition: Type.Optional(
    Type.String({
      title: 'While',
      description: 'A JavaScript expression with `state` and `iteration` in scope.',
      'x-widget': 'expression',
      'x-expression': 'bare',
      'x-locals': ['state', 'iteration'],
      examples: ['state.next_page !== null'],
    }),
  ),
  check: Type.Enum(['before', 'after'], {
    title: 'Check',
    description: 'After: the body runs at least once.',
    default: 'before',
  }),
  max_iterations: Type.Integer({
    title: 'At most',
    description: 'Iterations, so that a condition that always holds comes to an end.',
    default: 100,
    minimum: 1,
    maximum: 1_000_000,
  }),
  on_exhausted: Type.Enum(['fail', 'emit'], {
    title: 'When that many are not enough',
    description: 'Fail, or go on with the last state and `exhausted` set.',
    default: 'fail',
  }),
})

export default defineNode({
  type: 'while_loop',
  version: 1,
  category: 'control',
  name: 'While Loop',
  icon: 'refresh-cw',
  description: 'Loop while condition true',
  keywords: ['until', 'do while', 'repeat'],
  summary: 'While {condition}',
  role: 'container',
  effect: 'pure',
  container: 'while_loop',
  inputs: {
    state: port.any({ description: 'What the first round starts from.' }),
    condition: port.string({
      expression: 'bare',
      locals: ['state', 'iteration'],
      description: 'Used in place of the condition in the configuration.',
      schema: { 'x-widget': 'expression', examples: ['iteration < 3'] },
    }),
  },
  bodyOutputs: {
    state: port.any({ description: 'What the round before gave, or the outer state.' }),
    iteration: port.number({ description: 'Which round this is, from 0.' }),
  },
  bodyInputs: { next: port.any({ description: 'The state of the next round.' }) },
  outputs: {
    state: port.any({ description: 'The last state.' }),
    iteration: port.number({ description: 'Rounds that were made.' }),
    exhausted: port.boolean({ description: 'Whether it ended because it may make no more rounds.' }),
  },
  config: Config,
  docs: `Runs the nodes inside it again and again while a condition holds.

**When to use it.** When the number of rounds is not known: pages of a list, a question asked until the answer is good.

Each round reads **state** and gives the next one to **next**. \`state.cursor !== null\` goes on while there is a next
page. More rounds than **At most** are an error, unless you choose to go on with what there is.`,
  examples: [
    {
      title: 'Double until it is large',
      config: { condition: 'state.n < 100' },
      inputs: { state: { n: 1 } },
      outputs: { state: { n: 128 }, iteration: 7, exhausted: false },
      body: {
        nodes: [
          {
            id: 'double',
            type: 'set',
            label: 'Twice as much',
            config: { fields: { n: '{{ state.n * 2 }}' }, keep_input: false },
          },
        ],
        connections: [
          ['self', 'state', 'double', 'input'],
          ['double', 'output', 'self', 'next'],
        ],
      },
    },
  ],
})
