import { defineNode, port } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'

const Config = Type.Object({})

export default defineNode({
  type: 'filter',
  version: 1,
  category: 'data',
  name: 'Filter',
  icon: 'list-filter',
  description: 'Filter array',
  keywords: ['where', 'remove items', 'if'],
  summary: 'Where {condition}',
  effect: 'pure',
  inputs: {
    items: port.array({ required: true, description: 'The list.' }),
    condition: port.string({
      required: true,
      expression: 'bare',
      locals: ['item', 'index', 'items'],
      description: 'A JavaScript expression with `item`, `index` and `items` in scope.',
      schema: { minLength: 1, 'x-widget': 'expression', examples: ['item.total > 100'] },
    }),
  },
  outputs: { results: port.array({ description: 'The items for which the condition holds, in order.' }) },
  config: Config,
  docs: `Keeps the items for which a condition holds.

**When to use it.** To drop what is not wanted from a list before working with it.

\`item.total > 100\` keeps the large orders; \`items.indexOf(item) === index\` drops repeated values. A condition that
cannot be evaluated is an error, never a no.`,
  examples: [
    {
      title: 'Large ones',
      config: {},
      inputs: { items: [{ total: 120 }, { total: 15 }], condition: 'item.total > 100' },
      outputs: { results: [{ total: 120 }] },
    },
  ],
  execute({ inputs, context }) {
    const keep = (verdicts: JsonValue[]) => ({ results: inputs.items.filter((_, index) => verdicts[index]) })
    const verdicts = context.evaluateEach(inputs.condition, inputs.items)
    return verdicts instanceof Promise ? verdicts.then(keep) : keep(verdicts)
  },
})
