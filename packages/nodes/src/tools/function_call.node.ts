import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'
import { slugFunction } from './slug_function.ts'

const Config = Type.Object({})

export default defineNode({
  type: 'function_call',
  version: 1,
  category: 'tools',
  name: 'Function',
  icon: 'square-function',
  description: 'Execute tool/function',
  keywords: ['custom tool'],
  summary: '{name}',
  // Functions run in the sandbox, which reaches nothing outside itself.
  effect: 'pure',
  uses: ['functions'],
  inputs: {
    name: port.string({
      required: true,
      description: 'A function of this workspace.',
      schema: { minLength: 1, 'x-widget': 'function' },
    }),
    args: port.object({
      required: true,
      default: {},
      description: 'Its arguments by name. They are checked against the schema of the function.',
      schema: { 'x-widget': 'json', examples: [{ text: 'tea' }] },
    }),
  },
  outputs: {
    result: port.any({ description: 'What the function returns; null where it returns nothing.' }),
    stdout: port.string({ description: 'What it printed.' }),
  },
  config: Config,
  docs: `Calls a function of this workspace.

**When to use it.** When several workflows need the same piece of code, or when an agent is to call it as a tool. Functions
are written on the **Functions** page, in JavaScript or Python, with a JSON Schema of what they take.

Arguments that are left out have the default of the schema. Arguments that do not fit are an error \`args_invalid\` that
names each of them, and the code is not started. A function runs in the sandbox: it reaches no network and no files.

\`{"name": "slug", "args": {"text": "Green tea"}}\` gives \`green-tea\` where \`slug\` is
\`return text.toLowerCase().replaceAll(' ', '-')\`.`,
  examples: [
    {
      title: 'A slug',
      functions: [slugFunction],
      config: {},
      inputs: { name: 'slug', args: { text: 'Green tea' } },
      outputs: { result: 'green-tea', stdout: '' },
    },
  ],
  async execute({ inputs, context }) {
    let stdout = ''
    const result = await context.services.functions.call(inputs.name, inputs.args, {
      signal: context.signal,
      onText(text) {
        stdout += text
        context.emit(text, 'stdout')
      },
    })
    return { result, stdout }
  },
})
