import { defineNode, type LogLevel, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'

const Config = Type.Object({})

export default defineNode({
  type: 'log',
  version: 1,
  category: 'outputs',
  name: 'Log',
  icon: 'scroll-text',
  description: 'Log to console/storage',
  keywords: ['print', 'debug'],
  summary: '{level}: {message}',
  effect: 'pure',
  inputs: {
    level: port.string({
      required: true,
      default: 'info',
      description: 'How much it matters.',
      schema: { enum: ['debug', 'info', 'warn', 'error'] },
    }),
    message: port.string({
      required: true,
      description: 'The line that is written.',
      schema: { 'x-widget': 'textarea', examples: ['Order {{ trigger.id }} came in'] },
    }),
    data: port.any({ description: 'Kept with the line, to be unfolded.' }),
  },
  outputs: {},
  config: Config,
  docs: `Writes a line into the run's log, where the run panel and the API show it.

**When to use it.** To leave a trace of what a workflow saw or decided, without changing what it does.`,
  examples: [{ title: 'A line', config: {}, inputs: { level: 'info', message: 'Started' }, outputs: {} }],
  execute({ inputs, context }) {
    // The port's schema allows these four and nothing else.
    context.log(inputs.level as LogLevel, inputs.message, inputs.data)
    return {}
  },
})
