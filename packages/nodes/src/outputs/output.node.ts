import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'

const Config = Type.Object({
  name: Type.Optional(
    Type.String({
      title: 'Name',
      description: 'The key in the result where a workflow has several outputs.',
      examples: ['receipt'],
    }),
  ),
})

export default defineNode({
  type: 'output',
  version: 1,
  category: 'outputs',
  name: 'Output',
  icon: 'flag',
  description: 'Workflow output',
  keywords: ['return', 'result', 'end', 'answer'],
  summary: '{name}',
  role: 'output',
  effect: 'pure',
  inputs: { value: port.any({ required: true, description: 'Becomes the result of the run.' }) },
  outputs: {},
  config: Config,
  docs: `Makes a value the result of the run.

**When to use it.** At the end of whatever the caller wants to have back.

One output without a name gives the value itself. Several outputs give an object by name; an output without a name goes
by its node id.`,
  examples: [
    { title: 'A value', config: {}, inputs: { value: { total: 120 } }, outputs: { value: { total: 120 } } },
  ],
  // The result has no port; as a hidden output it is in the log, from which the run's result is made.
  execute: ({ inputs }) => ({ value: inputs.value }),
})
