import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { DEFAULT_JSON_LIMITS, parseJson } from './parse_json.ts'

const Config = Type.Object({
  expect: Type.Enum(['any', 'object', 'array'], {
    title: 'Expect',
    description: 'Anything else is an error. `array` lets the output be connected to list inputs.',
    default: 'any',
  }),
  max_depth: Type.Integer({
    title: 'Deepest nesting',
    description: 'Lists and objects inside one another; deeper text is refused.',
    default: DEFAULT_JSON_LIMITS.max_depth,
    minimum: 1,
    maximum: 1000,
  }),
})

export default defineNode({
  type: 'json_parse',
  version: 1,
  category: 'data',
  name: 'Parse JSON',
  icon: 'braces',
  description: 'Parse JSON string',
  summary: 'Text to data',
  effect: 'pure',
  inputs: {
    input: port.string({
      required: true,
      description: 'JSON text.',
      schema: { 'x-widget': 'textarea', examples: ['{"a": 1}'] },
    }),
  },
  outputs: {
    output: port.object({
      description: 'The parsed value.',
      type_when: [{ when: { from: '/config/expect', equals: 'array' }, type: 'array' }],
    }),
  },
  config: Config,
  docs: `Turns JSON text into data.

**When to use it.** After anything that gives JSON as text: a file, a queue, a field inside another document. For the
answer of a language model, which may have prose around it, use **Extract JSON**.

Text that is not JSON is an error that names the line and column. \`{"a": 1}\` gives an object whose \`a\` is 1.`,
  examples: [
    {
      title: 'An object',
      config: {},
      inputs: { input: '{"a": [1, 2]}' },
      outputs: { output: { a: [1, 2] } },
    },
    {
      title: 'A list',
      config: { expect: 'array' },
      inputs: { input: '[1, 2]' },
      outputs: { output: [1, 2] },
    },
  ],
  execute({ config, inputs }) {
    const parsed = parseJson(inputs.input, { ...DEFAULT_JSON_LIMITS, max_depth: config.max_depth })
    if (!parsed.ok)
      throw new NodeError('json_invalid', parsed.problem(), {
        field: 'input',
        hint: 'Use Extract JSON where text may stand around the JSON, or where it may be damaged.',
        retryable: false,
      })
    if (config.expect !== 'any' && config.expect !== kindOf(parsed.value))
      throw new NodeError(
        'json_unexpected',
        `The JSON is ${kindOf(parsed.value)}, where ${config.expect} is expected`,
        {
          field: 'input',
          retryable: false,
        },
      )
    // The plan types the port object; JSON may hold any value.
    return { output: parsed.value as JsonObject }
  },
})

function kindOf(value: JsonValue): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
