import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'

const Config = Type.Object({
  timeout_ms: Type.Integer({
    title: 'Time limit (ms)',
    default: 10_000,
    minimum: 1,
    maximum: 300_000,
    'x-widget': 'duration',
  }),
  memory_mb: Type.Integer({
    title: 'Memory limit (MB)',
    description: 'Beside what the language itself takes.',
    default: 64,
    minimum: 1,
    maximum: 1024,
  }),
  max_output_bytes: Type.Integer({
    title: 'Output limit (bytes)',
    description: 'Of what it prints.',
    default: 1_048_576,
    minimum: 1,
    maximum: 16_777_216,
  }),
})

export default defineNode({
  type: 'code_executor',
  version: 1,
  category: 'tools',
  name: 'Code',
  icon: 'code',
  description: 'Run Python/JS code',
  keywords: ['javascript', 'python', 'script'],
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
    stdout: port.string({ description: 'What it printed, with console.log or print.' }),
  },
  config: Config,
  docs: `Runs code of yours in a sandbox.

**When to use it.** When an expression is not enough: several steps, loops, functions.

The code is the body of a function. It reads \`input\`, and what it returns is the **result**. It reaches no network, no
files and nothing of the server, and it is ended at its limits of time, memory and output; nothing else is. What it
prints is shown while it runs; what it returns may take 16 MB.

\`\`\`js
const words = input.split(' ')
console.log(words.length, 'words')
return words.map(word => word.length)
\`\`\`

**Python** is a whole CPython with its standard library; packages such as numpy are not in the sandbox. \`await\` works,
dates become text and sets become lists. What it writes on standard error goes to the log of the node.

\`\`\`python
from collections import Counter
words = input.split()
print(len(words), 'words')
return Counter(words).most_common(3)
\`\`\`

An administrator can let Python run with the machine's own \`python3\` and its packages (\`LLAMANEXUS_PYTHON=system\`). That
is no sandbox: the code can then do what the server can.`,
  examples: [
    {
      title: 'Doubled',
      config: {},
      inputs: { code: "console.log('hi'); return input.map(x => x * 2)", input: [1, 2] },
      outputs: { result: [2, 4], stdout: 'hi\n' },
    },
    {
      title: 'Doubled in Python',
      config: {},
      inputs: {
        language: 'python',
        code: "print('hi')\nreturn [x * 2 for x in input]",
        input: [1, 2],
      },
      outputs: { result: [2, 4], stdout: 'hi\n' },
    },
  ],
  async execute({ config, inputs, context }) {
    const { result, stdout } = await context.services.sandbox.run({
      language: inputs.language === 'python' ? 'python' : 'javascript',
      code: inputs.code,
      globals: { input: inputs.input ?? null },
      timeout_ms: config.timeout_ms,
      memory_mb: config.memory_mb,
      max_output_bytes: config.max_output_bytes,
      signal: context.signal,
      onStdout: (text) => context.emit(text, 'stdout'),
      onStderr: (text) => context.log('warn', text.trimEnd()),
    })
    return { result, stdout }
  },
})
