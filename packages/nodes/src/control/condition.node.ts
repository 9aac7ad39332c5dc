import { defineNode, port } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'

const Config = Type.Object({})

export default defineNode({
  type: 'condition',
  version: 1,
  category: 'control',
  name: 'Condition',
  icon: 'split',
  description: 'Branch based on condition',
  keywords: ['if', 'else', 'branch'],
  summary: '{condition}',
  effect: 'pure',
  branches: {},
  inputs: {
    input: port.any({ required: true, description: 'Passed on to the branch that is taken.' }),
    condition: port.string({
      required: true,
      expression: 'bare',
      locals: ['input'],
      description: 'A JavaScript expression with `input` in scope.',
      schema: { minLength: 1, 'x-widget': 'expression', examples: ['input.total > 100'] },
    }),
  },
  outputs: {
    true: port.any({ description: 'The input, where the condition holds.' }),
    false: port.any({ description: 'The input, where it does not.' }),
  },
  config: Config,
  docs: `Sends its input one of two ways.

**When to use it.** For a yes-or-no decision. For more than two ways, use a **Switch**.

The condition is evaluated once. The input goes on at **true** or at **false**; what hangs on the other branch alone is
skipped. A condition that cannot be evaluated is an error, never a no. \`input.total > 100\` is a condition.`,
  examples: [
    { title: 'It holds', config: {}, inputs: { input: 5, condition: 'input > 3' }, outputs: { true: 5 } },
    { title: 'It does not', config: {}, inputs: { input: 2, condition: 'input > 3' }, outputs: { false: 2 } },
  ],
  execute({ inputs, context }) {
    const { input, condition } = inputs
    const branch = (holds: JsonValue) => (holds ? { true: input } : { false: input })
    const holds = context.evaluate(condition, { input })
    return holds instanceof Promise ? holds.then(branch) : branch(holds)
  },
})
