import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'

const Config = Type.Object({
  max_retries: Type.Integer({
    title: 'Retries',
    description: 'Further tries after the first one.',
    default: 3,
    minimum: 0,
    maximum: 1000,
  }),
  backoff_ms: Type.Number({
    title: 'First wait (ms)',
    description: 'Before the second try; longer where a service asks for it.',
    default: 1000,
    minimum: 0,
    'x-widget': 'duration',
  }),
  factor: Type.Number({
    title: 'Each wait grows by',
    description: 'Times the one before: 2 waits 1, 2, 4, 8 s.',
    default: 2,
    minimum: 1,
    maximum: 100,
  }),
  max_backoff_ms: Type.Number({
    title: 'Longest wait (ms)',
    description: 'No wait grows past it.',
    default: 60_000,
    minimum: 0,
    'x-widget': 'duration',
  }),
  jitter: Type.Boolean({
    title: 'Vary the waits',
    description: 'So that many runs do not try again at the same moment.',
    default: true,
  }),
  retry_on: Type.Optional(
    Type.Array(Type.String(), {
      title: 'Only on',
      description: 'Error codes that are tried again; every one when empty.',
      examples: [['timeout', 'connect_failed']],
    }),
  ),
})

export default defineNode({
  type: 'retry',
  version: 1,
  category: 'control',
  name: 'Retry',
  icon: 'rotate-ccw',
  description: 'Retry on failure',
  keywords: ['try again', 'backoff'],
  summary: 'Up to {max_retries} times more',
  role: 'container',
  effect: 'pure',
  container: 'retry',
  inputs: {
    input: port.any({ required: true, description: 'Handed to every try.' }),
    max_retries: port.number({
      description: 'Used in place of the number in the configuration.',
      schema: { type: 'integer', minimum: 0, maximum: 1000 },
    }),
  },
  bodyOutputs: {
    input: port.any({ description: 'The input.' }),
    attempt: port.number({ description: '1 for the first try.' }),
  },
  bodyInputs: { result: port.any({ description: 'What a try gives.' }) },
  outputs: {
    output: port.any({ description: 'The result of the try that worked.' }),
    attempts: port.number({ description: 'How many tries it took.' }),
    error: port.any({ description: 'The last failure, where there was one before it worked.' }),
  },
  config: Config,
  docs: `Runs the nodes inside it again when one of them fails, after a wait that grows.

**When to use it.** When several nodes have to be tried again together. For a single node, its own retry policy is enough.

When every try has failed, this node fails, and its own policy decides what happens then. With 3 retries, a first wait of
1,000 ms and a factor of 2, it waits about 1, 2 and 4 seconds.`,
  examples: [
    {
      title: 'Works at the second try',
      config: { backoff_ms: 100 },
      inputs: { input: 'tea' },
      outputs: { output: 'tea is ready', attempts: 2 },
      body: {
        nodes: [
          {
            id: 'brew',
            type: 'code_executor',
            label: 'Fails once',
            config: {},
            inputs: {
              code: "if (input.attempt < 2) throw new Error('The water is cold')\nreturn `${input.what} is ready`",
              input: '{{ { attempt: nodes.retry.attempt, what: nodes.retry.input } }}',
            },
          },
        ],
        connections: [
          ['self', 'input', 'brew', 'after'],
          ['brew', 'result', 'self', 'result'],
        ],
      },
    },
  ],
})
