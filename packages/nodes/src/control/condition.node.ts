import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'

const Config = Type.Object({})

export default defineNode({
  type: 'condition',
  version: 1,
  category: 'control',
  name: 'Condition',
  icon: 'split',
  description: 'Branch based on condition',
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
      schema: { examples: ['input.total > 100'] },
    }),
  },
  outputs: { true: port.any(), false: port.any() },
  config: Config,
  docs: 'Evaluates the expression once. `input` goes on at **true** or at **false**; the other branch is dead.',
  examples: [{ config: {}, inputs: { input: 5, condition: 'input > 3' }, outputs: { true: 5 } }],
  execute({ inputs, context }) {
    const taken = context.evaluate(inputs.condition, { input: inputs.input })
    const pass = (value: unknown) => (value ? { true: inputs.input } : { false: inputs.input })
    if (inputs.condition === '')
      throw new NodeError('input_invalid', 'The condition is empty', { field: 'condition' })
    return taken instanceof Promise ? taken.then(pass) : pass(taken)
  },
})
