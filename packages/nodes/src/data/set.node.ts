import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'

const Config = Type.Object({
  fields: Type.Record(Type.String(), Type.Unknown(), {
    title: 'Fields',
    description: 'Names and values. Any text in a value may hold expressions.',
    default: {},
    'x-widget': 'fields',
    examples: [{ total: '{{ item.price * item.qty }}' }],
  }),
  keep_input: Type.Boolean({
    title: 'Keep the input',
    description: 'The fields are added to the input object. Off: the output has the fields alone.',
    default: true,
  }),
})

export default defineNode({
  type: 'set',
  version: 1,
  category: 'data',
  name: 'Set Fields',
  icon: 'pencil-line',
  description: 'Set fields of an object',
  keywords: ['edit fields', 'assign', 'rename', 'transform', 'variable'],
  summary: '{fields}',
  effect: 'pure',
  inputs: { input: port.any({ description: 'The object that the fields are added to.' }) },
  outputs: { output: port.object({ description: 'The object with its fields.' }) },
  config: Config,
  docs: `Makes an object from fields, or adds fields to one.

**When to use it.** To compute values, to rename things, to give the next node exactly what it needs.

With the field \`total\` set to \`{{ item.price * item.qty }}\`, the input \`{"price": 60, "qty": 2}\` becomes
\`{"price": 60, "qty": 2, "total": 120}\`. A value that is one expression keeps its type.`,
  examples: [
    {
      title: 'Add a field',
      config: { fields: { total: 120 } },
      inputs: { input: { price: 60, qty: 2 } },
      outputs: { output: { price: 60, qty: 2, total: 120 } },
    },
    {
      title: 'A new object',
      config: { fields: { greeting: 'Hello' }, keep_input: false },
      inputs: { input: { price: 60 } },
      outputs: { output: { greeting: 'Hello' } },
    },
  ],
  execute: ({ config, inputs }) => ({
    output: {
      ...(config.keep_input ? asObject(inputs.input) : {}),
      // Config is JSON; the schema only says that values are free.
      ...(config.fields as JsonObject),
    },
  }),
})

function asObject(input: JsonValue | undefined): JsonObject {
  if (input === undefined || input === null) return {}
  if (typeof input === 'object' && !Array.isArray(input)) return input
  throw new NodeError('input_invalid', `"input" needs an object to add fields to, but got ${kindOf(input)}`, {
    field: 'input',
    hint: 'Turn "Keep the input" off, or connect an object. For each item of a list, use Map or a Loop.',
    retryable: false,
  })
}

const kindOf = (input: JsonValue): string => (Array.isArray(input) ? 'a list' : `a ${typeof input}`)
