import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'

const Config = Type.Object({})

export default defineNode({
  type: 'mapper',
  version: 1,
  category: 'data',
  name: 'Map',
  icon: 'list-restart',
  description: 'Map over array',
  keywords: ['transform', 'convert', 'for each'],
  summary: 'Each becomes {expression}',
  effect: 'pure',
  inputs: {
    items: port.array({ required: true, description: 'The list.' }),
    expression: port.string({
      required: true,
      expression: 'bare',
      locals: ['item', 'index', 'items'],
      description: 'A JavaScript expression with `item`, `index` and `items` in scope.',
      schema: { minLength: 1, 'x-widget': 'expression', examples: ['item.price * item.qty'] },
    }),
  },
  outputs: { results: port.array({ description: 'One value for each item, in the same order.' }) },
  config: Config,
  docs: `Makes a new list by an expression that is evaluated once for each item.

**When to use it.** To pick a field, compute a value or reshape every item. For work that needs other nodes (a request
for each item), use a **Loop**.

\`item.price * item.qty\` over a list of order lines gives the list of their totals. An object literal needs no
brackets around it: \`{name: item.name, row: index + 1}\`.`,
  examples: [
    {
      title: 'Totals',
      config: {},
      inputs: {
        items: [
          { price: 60, qty: 2 },
          { price: 5, qty: 3 },
        ],
        expression: 'item.price * item.qty',
      },
      outputs: { results: [120, 15] },
    },
  ],
  execute({ inputs, context }) {
    const results = context.evaluateEach(inputs.expression, inputs.items)
    return results instanceof Promise ? results.then((results) => ({ results })) : { results }
  },
})
