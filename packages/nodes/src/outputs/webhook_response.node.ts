import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { Type } from 'typebox'

const Config = Type.Object({})

export default defineNode({
  type: 'webhook_response',
  version: 1,
  category: 'outputs',
  name: 'Webhook Response',
  icon: 'reply',
  description: 'HTTP response',
  keywords: ['respond', 'reply', 'answer', 'return'],
  summary: 'Answer with {status}',
  role: 'response',
  effect: 'pure',
  inputs: {
    body: port.any({
      required: true,
      description: 'Text is sent as it is, null as no body, anything else as JSON.',
    }),
    status: port.number({
      required: true,
      default: 200,
      description: 'HTTP status code.',
      schema: { type: 'integer', minimum: 200, maximum: 599, examples: [200, 201, 404] },
    }),
    headers: port.object({
      description: 'Added to the answer. Values are text.',
      schema: { 'x-widget': 'key_value', examples: [{ 'content-type': 'text/plain' }] },
    }),
  },
  outputs: {},
  config: Config,
  docs: `Answers the HTTP caller that waits at the workflow's **Webhook**, at once. The run may go on after it.

**When to use it.** With a webhook whose **Answer** is \`response_node\`.

The first response that is reached is the one that is sent.`,
  examples: [
    {
      title: 'Created',
      config: {},
      inputs: { body: { id: 7 }, status: 201 },
      outputs: { body: { id: 7 }, status: 201, headers: {} },
    },
  ],
  execute: ({ inputs }) => ({
    body: inputs.body,
    status: inputs.status,
    headers: inputs.headers ? textHeaders(inputs.headers) : {},
  }),
})

function textHeaders(headers: JsonObject): JsonObject {
  const checked = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) continue
    try {
      checked.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
    } catch (cause) {
      throw new NodeError('input_invalid', `"headers" has a header that cannot be sent: ${name}`, {
        field: 'headers',
        retryable: false,
        cause,
      })
    }
  }
  return Object.fromEntries(checked)
}
