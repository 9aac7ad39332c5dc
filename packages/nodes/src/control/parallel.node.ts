import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'

const Config = Type.Object({
  concurrency: Type.Optional(
    Type.Integer({
      title: 'At once',
      description: 'Items that are worked on at the same time; all of them when empty.',
      minimum: 1,
      maximum: 1000,
    }),
  ),
  mode: Type.Enum(['fail_fast', 'wait_all'], {
    title: 'When an item fails',
    description: 'Stop the others and fail, or wait for all and list the errors.',
    default: 'fail_fast',
  }),
})

export default defineNode({
  type: 'parallel',
  version: 1,
  category: 'control',
  name: 'Parallel',
  icon: 'columns-3',
  description: 'Execute branches in parallel',
  keywords: ['concurrent', 'fan out', 'for each'],
  summary: '{mode}',
  role: 'container',
  effect: 'pure',
  container: 'parallel',
  inputs: {
    inputs: port.array({ required: true, description: 'The list; each item goes through the body.' }),
  },
  bodyOutputs: {
    item: port.any({ description: 'The item.' }),
    index: port.number({ description: 'Its place in the list, from 0.' }),
  },
  bodyInputs: { result: port.any({ description: 'What comes of the item.' }) },
  outputs: {
    outputs: port.array({ description: 'One value for each item, in the order of the list.' }),
    errors: port.array({ description: 'Rows of `index` and `message`.' }),
    count: port.number({ description: 'Items that were worked on.' }),
  },
  config: Config,
  docs: `Runs the nodes inside it for all items of a list at the same time.

**When to use it.** For independent work that waits: requests, models. Branches that are merely drawn side by side run at
the same time without it.

\`fail_fast\` ends everything at the first failure. \`wait_all\` lets all come to their end, leaves null where one failed
and lists the failures in **errors**.`,
  examples: [
    {
      title: 'Two waits at once',
      config: {},
      inputs: { inputs: ['Ada', 'Alan'] },
      outputs: { outputs: ['Ada', 'Alan'], count: 2 },
      body: {
        nodes: [{ id: 'wait', type: 'delay', label: 'A second', config: {}, inputs: { ms: 1000 } }],
        connections: [
          ['self', 'item', 'wait', 'input'],
          ['wait', 'output', 'self', 'result'],
        ],
      },
    },
  ],
})
