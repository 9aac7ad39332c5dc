import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'

const Config = Type.Object({
  concurrency: Type.Integer({
    title: 'At once',
    description: 'Items that are worked on at the same time. 1 keeps their order.',
    default: 1,
    minimum: 1,
    maximum: 1000,
  }),
  on_item_error: Type.Enum(['fail', 'collect'], {
    title: 'When an item fails',
    description: 'Fail the loop, or leave null in the results and a row in the errors.',
    default: 'fail',
  }),
})

export default defineNode({
  type: 'loop',
  version: 1,
  category: 'control',
  name: 'Loop',
  icon: 'repeat',
  description: 'Iterate over items',
  keywords: ['for each', 'foreach', 'iteration', 'batches'],
  summary: 'For each of {items}',
  role: 'container',
  effect: 'pure',
  container: 'loop',
  inputs: { items: port.array({ required: true, description: 'The list.' }) },
  bodyOutputs: {
    item: port.any({ description: 'The item of this round.' }),
    index: port.number({ description: 'Its place in the list, from 0.' }),
  },
  bodyInputs: {
    result: port.any({ description: 'What this round gives.' }),
    break: port.any({ description: 'A true value ends the loop after this round.' }),
  },
  outputs: {
    results: port.array({
      description: 'One value for each item; null where an item failed or was skipped.',
    }),
    errors: port.array({ description: 'Rows of `index` and `message`.' }),
    count: port.number({ description: 'Rounds that were made.' }),
  },
  config: Config,
  docs: `Runs the nodes inside it once for each item of a list.

**When to use it.** When each item needs other nodes: a request, a model, a decision. To compute a value from each item,
**Map** is simpler and faster.

Connect **item** to the first node of the body and the last node to **result**. The results line up with the items. An
empty list gives an empty list, and the flow goes on. Loops may stand inside loops.`,
  examples: [
    {
      title: 'Total of each line',
      config: {},
      inputs: {
        items: [
          { price: 60, qty: 2 },
          { price: 5, qty: 3 },
        ],
      },
      outputs: { results: [{ total: 120 }, { total: 15 }], count: 2 },
      body: {
        nodes: [
          {
            id: 'total',
            type: 'set',
            label: 'Price times quantity',
            config: { fields: { total: '{{ item.price * item.qty }}' }, keep_input: false },
          },
        ],
        connections: [
          ['self', 'item', 'total', 'input'],
          ['total', 'output', 'self', 'result'],
        ],
      },
    },
  ],
})
