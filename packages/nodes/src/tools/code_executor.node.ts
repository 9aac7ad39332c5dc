import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'

const Config = Type.Object({
  timeout_ms: Type.Integer({
    title: 'Time limit (ms)',
    default: 10_000,
    minimum: 1,
    maximum: 300_000,
    'x-widget': 'duration',
  }),
  memory_mb: Type.Integer({ title: 'Memory limit (MB)', default: 64, minimum: 1, maximum: 1024 }),
})

export default defineNode({
  type: 'code_executor',
  version: 1,
  category: 'tools',
  name: 'Code',
  icon: 'code',
  description: 'Run Python/JS code',
  summary: '{language}',
  // The sandbox has no way out of itself, so running the code again changes nothing in the world.
  effect: 'pure',
  uses: ['sandbox'],
  inputs: {
    code: port.string({
      required: true,
      description: 'The body of a function: what it returns is the result. `input` is in scope.',
      schema: {
        minLength: 1,
        'x-expression': 'none',
        'x-widget': 'code',
        examples: ['return input.map(x => x * 2)'],
      },
    }),
    language: port.string({
      required: true,
      default: 'javascript',
      description: 'What the code is written in.',
      schema: { enum: ['javascript', 'python'] },
    }),
    input: port.any({ description: 'The data the code works on.' }),
  },
  outputs: {
    result: port.any({ description: 'What the code returns; null where it returns nothing.' }),
    stdout: port.string({ description: 'What it wrote with console.log.' }),
  },
  config: Config,
  docs: `Runs code of yours in a sandbox.

**When to use it.** When an expression is not enough: several steps, loops, functions.

The code is the body of a function. It reads \`input\`, and what it returns is the **result**. It reaches no network, no
files and nothing of the server, and it is ended at its limits of time and memory. JavaScript runs everywhere; Python
needs the Python sandbox.

\`\`\`js
const words = input.split(' ')
console.log(words.length, 'words')
return words.map(word => word.length)
\`\`\``,
  examples: [
    {
      title: 'Doubled',
      config: {},
      inputs: { code: "console.log('hi'); return input.map(x => x * 2)", input: [1, 2] },
      outputs: { result: [2, 4], stdout: 'hi\n' },
    },
  ],
  async execute({ config, inputs, context }) {
    if (inputs.language === 'python')
      throw new NodeError(
        'language_unavailable',
        'Python needs the Python sandbox, which this server does not have',
        {
          field: 'language',
          hint: 'Write the code in JavaScript.',
          retryable: false,
        },
      )
    const { result, stdout } = await context.services.sandbox.run({
      language: 'javascript',
      code: inputs.code,
      globals: { input: inputs.input ?? null },
      timeout_ms: config.timeout_ms,
      memory_mb: config.memory_mb,
      signal: context.signal,
      onStdout: (text) => context.emit(text, 'stdout'),
    })
    return { result, stdout }
  },
})
