import { defineNode, port } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { aggregate, OPERATIONS } from './aggregate.ts'

const Config = Type.Object({
  operation: Type.Enum([...OPERATIONS], {
    title: 'Operation',
    description: 'How one value is made of all.',
    'x-labels': { concat: 'Join', avg: 'Average', min: 'Smallest', max: 'Largest' },
    default: 'concat',
  }),
  key: Type.Optional(
    Type.String({
      title: 'Key',
      description: 'The field of each item that counts, as a dotted path.',
      examples: ['price', 'customer.city'],
    }),
  ),
  separator: Type.Optional(
    Type.String({
      title: 'Separator',
      description: 'Between texts.',
      'x-when': { operation: ['concat'] },
      examples: [', '],
    }),
  ),
  expression: Type.Optional(
    Type.String({
      title: 'Expression',
      description: 'Used in place of the operation: a JavaScript expression with `items` in scope.',
      'x-widget': 'expression',
      'x-expression': 'bare',
      'x-locals': ['items'],
      examples: ['items.filter(i => i.ok).length'],
    }),
  ),
})

export default defineNode({
  type: 'aggregator',
  version: 1,
  category: 'data',
  name: 'Aggregate',
  icon: 'sigma',
  description: 'Aggregate multiple inputs',
  keywords: ['sum', 'count', 'average', 'group by', 'reduce', 'summarize'],
  summary: '{operation} {key}',
  effect: 'pure',
  inputs: {
    inputs: port.array({
      required: true,
      many: true,
      description: 'Several connections, of which each gives an item; or a single one that gives a list.',
    }),
  },
  outputs: { output: port.any({ description: 'The one value.' }) },
  config: Config,
  docs: `Reduces several values to one.

**When to use it.** After branches or a loop, to make a total, a count, a group or one text of what came out.

| operation | gives |
|---|---|
| \`concat\` | one text of texts, or one list of lists and values |
| \`sum\`, \`avg\`, \`min\`, \`max\` | of numbers; \`min\` and \`max\` of texts too |
| \`count\` | how many there are |
| \`group_by\` | an object: the values of **key**, and the items that have each |
| \`first\`, \`last\` | that item |
| \`merge_objects\` | one object; later ones win |

A list on a single connection is taken as the items. \`sum\` with the key \`price\` over order lines gives what they cost
together.`,
  examples: [
    {
      title: 'Sum of a field',
      config: { operation: 'sum', key: 'price' },
      inputs: { inputs: [{ price: 2 }, { price: 3 }] },
      outputs: { output: 5 },
    },
    {
      title: 'Groups',
      config: { operation: 'group_by', key: 'city' },
      inputs: {
        inputs: [
          { n: 1, city: 'Bern' },
          { n: 2, city: 'Rome' },
          { n: 3, city: 'Bern' },
        ],
      },
      outputs: {
        output: {
          Bern: [
            { n: 1, city: 'Bern' },
            { n: 3, city: 'Bern' },
          ],
          Rome: [{ n: 2, city: 'Rome' }],
        },
      },
    },
    {
      title: 'An expression',
      config: { expression: 'items.length * 10' },
      inputs: { inputs: [1, 2, 3] },
      outputs: { output: 30 },
    },
  ],
  execute({ config, inputs, context }) {
    const items = itemsOf(inputs.inputs, context.sources['inputs']?.length ?? 0)
    if (!config.expression) return { output: aggregate(config.operation, items, config) }
    const output = context.evaluate(config.expression, { items })
    return output instanceof Promise ? output.then((output) => ({ output })) : { output }
  },
})

/** A typed-in list, and a list that one connection gives, are the items themselves. */
function itemsOf(values: JsonValue[], connections: number): JsonValue[] {
  const [only] = values
  return connections === 1 && values.length === 1 && Array.isArray(only) ? only : values
}
