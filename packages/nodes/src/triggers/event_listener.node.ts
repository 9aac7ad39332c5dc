import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'

const Config = Type.Object({
  event: Type.Enum(['workflow.completed', 'workflow.failed', 'workflow.cancelled', 'custom'], {
    title: 'Listen to',
    description: 'How a run of a workflow ended, or an event that is posted to `/api/v1/events/{name}`.',
    default: 'workflow.failed',
    'x-expression': 'none',
    'x-labels': {
      'workflow.completed': 'A workflow completed',
      'workflow.failed': 'A workflow failed',
      'workflow.cancelled': 'A workflow was cancelled',
      custom: 'An event of your own',
    },
  }),
  workflow_id: Type.Optional(
    Type.String({
      title: 'Of the workflow',
      description: 'Its id; of any workflow where none is named.',
      examples: ['wf_daily_report'],
      'x-widget': 'workflow',
      'x-expression': 'none',
    }),
  ),
  name: Type.Optional(
    Type.String({
      title: 'Name of the custom event',
      description:
        '`*` stands for anything: `order.*`. Several are parted by commas; every name where none is given.',
      maxLength: 500,
      examples: ['order.created', 'order.*'],
      'x-expression': 'none',
    }),
  ),
  include_self: Type.Boolean({
    title: 'Runs of this workflow too',
    description: 'Without it, a workflow does not hear how its own runs end.',
    default: false,
    'x-expression': 'none',
  }),
})

export default defineNode({
  type: 'event_listener',
  version: 1,
  category: 'triggers',
  name: 'Listen to Events',
  icon: 'radio',
  description: 'Listen to internal events',
  keywords: ['error trigger', 'when a workflow ends'],
  summary: '{event} {name}',
  role: 'trigger',
  effect: 'pure',
  inputs: {},
  outputs: {
    event: port.object({ description: '`name`, `data`, `at` and `source`.' }),
    data: port.any({ description: 'What the event carries: the outcome of a run, or what was posted.' }),
    name: port.string({ description: 'Of the event, as `workflow.failed` or `order.created`.' }),
  },
  config: Config,
  docs: `Starts the workflow when something has happened: a run of another workflow has ended, or a program has posted an event.

**When to use it.** To tell people about a run that failed, to go on where another workflow ends, to let several workflows
react to one event without the sender knowing them.

The event of a run has \`data\` with \`execution_id\`, \`workflow_id\`, \`workflow_name\`, \`status\`, \`output\`,
\`error\`, \`source\` and \`duration_ms\`. Runs up to a node, as the editor makes them, are not told.

A custom event is posted as JSON:

\`\`\`
curl -X POST http://127.0.0.1:4680/api/v1/events/order.created -H 'content-type: application/json' -d '{"total": 120}'
\`\`\`

Each event starts one run of each workflow that listens, also when the server dies in between. Where workflows answer each
other in a circle, the eleventh in a row is not started, and the trigger says so.`,
  examples: [
    {
      title: 'A run has failed',
      config: { event: 'workflow.failed' },
      inputs: {},
      outputs: {
        event: {
          name: 'workflow.failed',
          data: { execution_id: 'run_1', workflow_name: 'Daily report', status: 'failed', output: null },
          at: '2026-01-05T08:00:00.000Z',
          source: { workflow_id: 'wf_daily_report', execution_id: 'run_1' },
        },
        data: { execution_id: 'run_1', workflow_name: 'Daily report', status: 'failed', output: null },
        name: 'workflow.failed',
      },
    },
  ],
  // A plain path is answered at once, and then the run goes on without waiting a turn.
  execute({ context }) {
    const trigger = context.evaluate('trigger')
    return trigger instanceof Promise ? trigger.then(outputsOf) : outputsOf(trigger)
  },
})

function outputsOf(trigger: JsonValue) {
  const event = isObject(trigger) ? trigger.event : undefined
  if (!isObject(event) || typeof event.name !== 'string')
    throw new NodeError('input_invalid', 'The data of an event is an object with an event that has a name', {
      field: 'trigger',
      hint: 'Run it with {"event": {"name": "order.created", "data": {}}}.',
      retryable: false,
    })
  return { event, data: event.data ?? null, name: event.name }
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
