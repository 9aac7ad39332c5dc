import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { Errors } from 'typebox/schema'
import { findJson } from '../data/find_json.ts'
import { checkSchema } from './check_schema.ts'
import { coerce } from './coerce.ts'
import { metered, usageAndCost } from './metered.ts'

const Config = Type.Object({
  schema: Type.Record(Type.String(), Type.Unknown(), {
    title: 'JSON Schema',
    description: 'What the data must be.',
    'x-widget': 'json',
    examples: [{ type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }],
  }),
  repair: Type.Boolean({
    title: 'Ask a model to mend it',
    description: 'Once, where the text does not fit even after the simple repairs.',
    default: false,
  }),
  model: Type.Optional(
    Type.String({
      title: 'Model',
      'x-when': { repair: [true] },
      description: 'For the repair; the default model when empty.',
      'x-widget': 'model',
      examples: ['builtin'],
    }),
  ),
})

export default defineNode({
  type: 'output_parser',
  version: 1,
  category: 'llm',
  name: 'Output Parser',
  icon: 'braces',
  description: 'Text of a model as data that fits a JSON Schema',
  keywords: ['structured output', 'extraction'],
  summary: 'As {schema.title}',
  // A repair asks a model again, which costs but changes nothing.
  effect: 'idempotent',
  effectOf({ config }) {
    return config.repair === true ? 'idempotent' : 'pure'
  },
  uses: ['llm'],
  inputs: {
    text: port.string({
      required: true,
      description: 'What the model has answered, with sentences and fences around the data.',
      schema: { 'x-widget': 'textarea', maxLength: 5_000_000, examples: ['The city is {"city": "Paris"}.'] },
    }),
  },
  outputs: {
    output: port.any({ description: 'The data; it fits the schema.' }),
    repaired: port.boolean({ description: 'Whether a model had to mend it.' }),
    usage: port.object({ description: 'Tokens, where a model mended it.' }),
    cost: port.any({ description: 'US dollars of that; null where the price is not known.' }),
  },
  config: Config,
  docs: `Reads data out of text and makes sure that it fits a JSON Schema.

**When to use it.** After a model that cannot answer by a schema itself, or whose answers are not always right.

The JSON is found and mended as **Extract JSON** does it. Then what only has the wrong form is put right by the schema:
\`"5"\` becomes 5, \`"yes"\` becomes true, a single item becomes a list, an absent field takes its default, and a field that
is not allowed goes. What still does not fit is an error that names each place; with **Ask a model to mend it** the text,
the schema and the faults go to a model once.`,
  examples: [
    {
      title: 'Nearly right',
      config: {
        schema: {
          type: 'object',
          properties: { city: { type: 'string' }, population: { type: 'integer' } },
          required: ['city', 'population'],
        },
      },
      inputs: { text: "Sure! {'city': 'Paris', 'population': '2,100,000'}" },
      outputs: { output: { city: 'Paris', population: 2_100_000 }, repaired: false },
    },
  ],
  async execute({ config, inputs, context }) {
    const { repair, model } = config
    const schema = config.schema as JsonObject
    checkSchema(schema, 'schema')
    const parsed = parse(inputs.text, schema)
    if (parsed.ok) return { output: parsed.value, repaired: false }
    if (!repair) throw misfit(parsed.faults)
    context.log('info', 'The text does not fit the schema; a model is asked to mend it', parsed.faults)
    return metered(context.services.llm, async (chat, spent) => {
      const answer = await chat({
        model,
        messages: repairMessages(inputs.text, schema, parsed.faults),
        response_schema: schema,
        temperature: 0,
        signal: context.signal,
      })
      const mended = parse(answer.object === undefined ? answer.text : JSON.stringify(answer.object), schema)
      if (!mended.ok) throw misfit(mended.faults)
      return { output: mended.value, repaired: true, ...usageAndCost(spent()) }
    })
  },
})

const NO_JSON = 'there is no JSON in the text'

type Fault = { pointer: string; message: string }
type Parsed = { ok: true; value: JsonValue } | { ok: false; faults: Fault[] }

/** The first JSON that fits, or the faults of the largest. */
function parse(text: string, schema: JsonObject): Parsed {
  const found = findJson(text).toSorted((a, b) => b.length - a.length)
  const values = found.length > 0 ? found.map(({ value }) => value) : plainValue(text, schema)
  const tried = values.map((value): Parsed => {
    const coerced = coerce(value, schema)
    const faults = faultsOf(coerced, schema)
    return faults.length === 0 ? { ok: true, value: coerced } : { ok: false, faults }
  })
  const nothing: Parsed = { ok: false, faults: [{ pointer: '', message: NO_JSON }] }
  return tried.find(({ ok }) => ok) ?? tried[0] ?? nothing
}

/** A schema for a single number, word or truth is met by the bare text. */
function plainValue(text: string, { type }: JsonObject): JsonValue[] {
  const isSingle = [type].flat().some((one) => typeof one === 'string' && !['object', 'array'].includes(one))
  return isSingle ? [text.trim()] : []
}

function faultsOf(value: JsonValue, schema: JsonObject): Fault[] {
  try {
    return Errors(schema, value)[1].map(({ instancePath, message }) => ({ pointer: instancePath, message }))
  } catch {
    throw new NodeError('config_invalid', 'The JSON Schema cannot be read', {
      field: 'schema',
      hint: 'Look at its `type`, `properties` and `$ref`.',
      retryable: false,
    })
  }
}

function repairMessages(text: string, schema: JsonObject, faults: readonly Fault[]) {
  const list = faults.map(({ pointer, message }) => `- ${pointer || 'the whole'}: ${message}`).join('\n')
  return [
    {
      role: 'system' as const,
      content:
        'You mend data. Answer with JSON that fits the schema and says what the text says, nothing else.',
    },
    {
      role: 'user' as const,
      content: `Schema:\n${JSON.stringify(schema)}\n\nWhat is wrong:\n${list}\n\nText:\n${text}`,
    },
  ]
}

function misfit(faults: readonly Fault[]): NodeError {
  const [first] = faults
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
  const said =
    first?.message === NO_JSON
      ? 'There is no JSON in the text'
      : `${first?.pointer || 'The data'} ${first?.message}`
  return new NodeError('output_invalid', `${said}${more}`, {
    field: 'text',
    hint: 'Say in the prompt what is wanted, or let a model mend it.',
    details: faults.slice(0, 50),
    retryable: false,
  })
}
