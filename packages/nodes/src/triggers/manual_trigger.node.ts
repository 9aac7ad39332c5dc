import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'

const Config = Type.Object({
  sample: Type.Optional(
    Type.Unknown({
      title: 'Sample data',
      description: 'What the trigger carries when the workflow is run by hand.',
      examples: [{ name: 'Ada' }],
      'x-widget': 'json',
    }),
  ),
})

export default defineNode({
  type: 'manual_trigger',
  version: 1,
  category: 'triggers',
  name: 'Manual Trigger',
  icon: 'play',
  description: 'Manually triggered workflow',
  keywords: ['start', 'button', 'form'],
  summary: 'Started by hand or over the API',
  role: 'trigger',
  effect: 'pure',
  inputs: {},
  outputs: { trigger: port.any({ description: 'The data the run was started with.' }) },
  config: Config,
  docs: `Starts the workflow when somebody presses **Run** or posts to \`/api/v1/workflows/{id}/execute\`.

**When to use it.** As the first node of a workflow that a person or another program starts.

The posted data is at \`trigger\`; expressions anywhere in the workflow read it as \`trigger\` too, as in
\`{{ trigger.name }}\`. Put typical data into **Sample data** to try the workflow from the editor.`,
  examples: [{ title: 'Posted data goes on', config: {}, inputs: {}, outputs: { trigger: { name: 'Ada' } } }],
  // A plain path is answered at once, and then the run goes on without waiting a turn.
  execute({ context }) {
    const trigger = context.evaluate('trigger')
    return trigger instanceof Promise ? trigger.then((data) => ({ trigger: data })) : { trigger }
  },
})
