import { defineNode, port } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'

const Config = Type.Object({
  indent: Type.Integer({
    title: 'Indent',
    description: 'Spaces a level; 0 writes one line.',
    default: 0,
    minimum: 0,
    maximum: 10,
  }),
  sort_keys: Type.Boolean({
    title: 'Sort keys',
    description: 'The same data then always gives the same text.',
    default: false,
  }),
})

export default defineNode({
  type: 'json_stringify',
  version: 1,
  category: 'data',
  name: 'JSON Text',
  icon: 'file-json',
  description: 'Convert to JSON string',
  summary: 'Data to text',
  effect: 'pure',
  inputs: {
    input: port.object({
      required: true,
      description: 'The data.',
      schema: {
        type: ['object', 'array', 'string', 'number', 'boolean', 'null'],
        'x-widget': 'json',
        examples: [{ a: 1 }],
      },
    }),
  },
  outputs: { output: port.string({ description: 'JSON text.' }) },
  config: Config,
  docs: `Turns data into JSON text.

**When to use it.** Before anything that takes text: a prompt, a file, a message.

With **Indent** 2, \`{"a": 1}\` becomes three lines that people can read.`,
  examples: [
    { title: 'One line', config: {}, inputs: { input: { a: [1, 2] } }, outputs: { output: '{"a":[1,2]}' } },
    {
      title: 'For people, in a fixed order',
      config: { indent: 2, sort_keys: true },
      inputs: { input: { b: 2, a: 1 } },
      outputs: { output: '{\n  "a": 1,\n  "b": 2\n}' },
    },
  ],
  execute: ({ config, inputs }) => ({
    output: JSON.stringify(inputs.input, config.sort_keys ? sortKeys : undefined, config.indent),
  }),
})

function sortKeys(_key: string, value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
