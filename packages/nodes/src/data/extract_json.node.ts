import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { type FoundJson, findJson } from './find_json.ts'

const MAX_LENGTH = 5_000_000

const Config = Type.Object({
  pick: Type.Enum(['largest', 'first', 'last', 'all'], {
    title: 'Pick',
    description: 'Which one, where the text has several; `all` gives a list of them.',
    default: 'largest',
  }),
  expect: Type.Enum(['any', 'object', 'array'], {
    title: 'Expect',
    description: 'Only this kind is looked at. `array` lets the output be connected to list inputs.',
    default: 'any',
  }),
})

export default defineNode({
  type: 'extract_json',
  version: 1,
  category: 'data',
  name: 'Extract JSON',
  icon: 'scan-text',
  description: 'Extract JSON from text',
  summary: 'The {pick} JSON in a text',
  effect: 'pure',
  inputs: {
    text: port.string({
      required: true,
      description: 'Text with JSON somewhere in it, such as the answer of a language model.',
      schema: { 'x-widget': 'textarea', examples: ['Sure! Here it is: {"name": "Ada"}'] },
    }),
  },
  outputs: {
    json: port.object({
      description: 'What was found.',
      type_when: [
        { when: { from: '/config/expect', equals: 'array' }, type: 'array' },
        { when: { from: '/config/pick', equals: 'all' }, type: 'array' },
      ],
    }),
  },
  config: Config,
  docs: `Finds JSON in text and mends it where it is damaged.

**When to use it.** After a language model that was asked for JSON.

It copes with Markdown fences, sentences before and after, single quotes, comments, trailing commas, keys without quotes,
Python's \`True\` and \`None\`, brackets inside strings, and an answer that was cut off: what is open is closed.
Where there are several, the **largest** is taken.

\`Sure! {'name': 'Ada', 'tags': ['a',\` gives \`{"name": "Ada", "tags": ["a"]}\`.`,
  examples: [
    {
      title: 'In a sentence',
      config: {},
      inputs: { text: 'Sure! Here it is: {"name": "Ada"} Anything else?' },
      outputs: { json: { name: 'Ada' } },
    },
    {
      title: 'Cut off',
      config: {},
      inputs: { text: '```json\n{"name": "Ada", "tags": ["a", "b' },
      outputs: { json: { name: 'Ada', tags: ['a', 'b'] } },
    },
  ],
  execute({ config, inputs }) {
    if (inputs.text.length > MAX_LENGTH)
      throw new NodeError('input_invalid', `"text" is longer than ${MAX_LENGTH} characters`, {
        field: 'text',
        retryable: false,
      })
    const wanted = ({ value }: FoundJson) =>
      config.expect === 'any' || (config.expect === 'array') === Array.isArray(value)
    const found = findJson(inputs.text).filter(wanted)
    const [first] = found
    if (!first) throw nothingFound(inputs.text)
    // The plan types the port object; a list is as welcome.
    if (config.pick === 'all') return { json: found.map(({ value }) => value) as object as JsonObject }
    return { json: choose(config.pick, found, first).value as JsonObject }
  },
})

function choose(pick: 'largest' | 'first' | 'last', found: FoundJson[], first: FoundJson): FoundJson {
  if (pick === 'first') return first
  if (pick === 'last') return found.at(-1) ?? first
  return found.reduce((best, next) => (next.length > best.length ? next : best), first)
}

function nothingFound(text: string): NodeError {
  const start = text.trim().slice(0, 80)
  return new NodeError('json_not_found', start ? `There is no JSON in: ${start}` : 'The text is empty', {
    field: 'text',
    hint: 'Ask the model for JSON only, or give it a JSON Schema to answer by.',
    // Another answer of the model may have it, but the same text never will.
    retryable: false,
  })
}
