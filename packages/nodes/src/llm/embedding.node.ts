import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { MODEL_CREDENTIALS, serverFields } from './chat_fields.ts'

const Config = Type.Object({
  model: Type.String({
    title: 'Model',
    description: '`lexical` compares words in process and needs no key; any other is `provider/model`.',
    default: 'lexical',
    minLength: 1,
    'x-widget': 'model',
    examples: ['lexical', 'ollama/nomic-embed-text', 'openai/text-embedding-3-small'],
  }),
  timeout_ms: Type.Integer({
    title: 'Time limit (ms)',
    description: 'For all of the texts together.',
    default: 120_000,
    minimum: 1,
    maximum: 3_600_000,
    'x-widget': 'duration',
  }),
  ...serverFields,
})

export default defineNode({
  type: 'embedding',
  version: 1,
  category: 'llm',
  name: 'Embedding',
  icon: 'binary',
  description: 'Generate embeddings',
  keywords: ['vector', 'ai'],
  summary: '{model}',
  effect: 'idempotent',
  uses: ['embeddings'],
  credentials: MODEL_CREDENTIALS,
  inputs: {
    text: port.string({ description: 'One text.', schema: { 'x-widget': 'textarea' } }),
    texts: port.array({
      description: 'Many texts, or objects with a `text` such as chunks; asked in batches.',
      schema: { 'x-widget': 'json', examples: [['one text', 'another']] },
    }),
    model: port.string({
      description: 'Used in place of the model in the configuration.',
      schema: { 'x-widget': 'model' },
    }),
  },
  outputs: {
    embedding: port.array({
      description: 'The vector of the text, of length 1; of the first where there are many.',
    }),
    embeddings: port.array({ description: 'A vector for each text, in their order.' }),
    dimensions: port.number({ description: 'How long the vectors are.' }),
    usage: port.object({ description: 'Tokens: `prompt_tokens`, `total_tokens`.' }),
    cost: port.any({
      description: 'US dollars by the table of prices; null where it does not know the model.',
    }),
    model: port.string({ description: 'The model that was asked.' }),
  },
  config: Config,
  docs: `Turns texts into vectors whose closeness is likeness.

**When to use it.** To compare texts, to find duplicates, to group them, or to fill a vector store of your own. For search
over documents, **Vector Store** and **Retriever** do it by themselves.

Give one **text** or a list of **texts**; the vectors come back in their order, of length 1, so that the sum of the
products of two of them is their likeness, from -1 to 1. \`lexical\` needs nothing and sees shared words; a model such as
\`ollama/nomic-embed-text\` sees meaning. Vectors of two models cannot be compared.`,
  examples: [
    {
      title: 'Two texts at once',
      config: {},
      inputs: { texts: ['The sky is blue.', 'Grass is green.'] },
      outputs: { model: 'lexical', cost: 0 },
    },
  ],
  async execute({ config, inputs, context }) {
    const { base_url, credential, api_key, timeout_ms } = config
    const texts = textsOf(inputs)
    const answer = await context.services.embeddings.embed({
      texts,
      model: inputs.model || config.model,
      base_url,
      credential,
      api_key,
      timeout_ms,
      signal: context.signal,
    })
    return {
      embedding: answer.vectors[0] ?? [],
      embeddings: answer.vectors,
      dimensions: answer.dimensions,
      usage: { ...answer.usage },
      cost: answer.cost ?? null,
      model: answer.model,
    }
  },
})

/** The one text first, then the others. An empty list is no mistake: there was nothing to do. */
function textsOf({ text, texts }: { text?: string; texts?: readonly JsonValue[] }): string[] {
  if (text === undefined && texts === undefined) throw invalid('text', 'needs text')
  const all = [
    ...(text === undefined ? [] : [read(text, 'text', 'is empty')]),
    ...(texts ?? []).map((each, index) => read(each, 'texts', `is wrong: item ${index + 1} has no text`)),
  ]
  return all
}

function read(value: JsonValue, field: string, problem: string): string {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  const text = isObject ? value['text'] : value
  if (typeof text === 'string' && text.trim() !== '') return text
  throw invalid(field, problem)
}

const invalid = (field: string, problem: string): NodeError =>
  new NodeError('input_invalid', `"${field}" ${problem}`, {
    field,
    hint: 'Type a text, or connect a list of texts or chunks.',
    retryable: false,
  })
