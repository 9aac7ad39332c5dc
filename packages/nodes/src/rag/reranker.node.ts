import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { contextText } from './context_text.ts'

const Config = Type.Object({
  by: Type.Union([Type.Literal('lexical'), Type.Literal('endpoint'), Type.Literal('llm')], {
    title: 'Rank by',
    description: 'Words (needs nothing), a rerank server, or a language model that gives marks.',
    default: 'lexical',
  }),
  url: Type.Optional(
    Type.String({
      title: 'Server',
      description: 'Of a rerank server: the address that ends in /rerank.',
      examples: ['https://api.cohere.com/v2/rerank', 'http://127.0.0.1:8080/v1/rerank'],
    }),
  ),
  format: Type.Union([Type.Literal('cohere'), Type.Literal('tei')], {
    title: 'Form',
    description:
      '`cohere` is spoken by Cohere, Jina, llama.cpp and vLLM; `tei` by Text Embeddings Inference.',
    default: 'cohere',
    'x-labels': { tei: 'Text Embeddings Inference' },
  }),
  credential: Type.Optional(
    Type.String({
      title: 'Credential',
      description: 'For the rerank server.',
      'x-widget': 'credential',
      'x-credential-types': ['bearer', 'api_key'],
    }),
  ),
  model: Type.Optional(
    Type.String({
      title: 'Model',
      description: 'Of the rerank server, or the language model as `provider/model`.',
      'x-widget': 'model',
      examples: ['rerank-v3.5', 'openai/gpt-4o-mini'],
    }),
  ),
  top_n: Type.Integer({
    title: 'How many',
    description: 'The best that are kept; 0 keeps all.',
    default: 5,
    minimum: 0,
    maximum: 1000,
  }),
  threshold: Type.Number({
    title: 'Least score',
    description: 'From 0 to 1; what is below is left out.',
    default: 0,
    minimum: 0,
    maximum: 1,
  }),
  max_context_characters: Type.Integer({
    title: 'Longest context',
    description: 'Characters of the text for a prompt; four are about a token.',
    default: 12_000,
    minimum: 100,
    maximum: 1_000_000,
  }),
  timeout_ms: Type.Integer({
    title: 'Time limit (ms)',
    default: 60_000,
    minimum: 1,
    maximum: 600_000,
    'x-widget': 'duration',
  }),
})

export default defineNode({
  type: 'reranker',
  version: 1,
  category: 'rag',
  name: 'Reranker',
  icon: 'arrow-down-wide-narrow',
  description: 'Rerank retrieved results',
  keywords: ['sort', 'cohere', 'jina'],
  summary: 'Best {top_n} by {by}',
  effect: 'idempotent',
  uses: ['rerank'],
  credentials: ['bearer', 'api_key'],
  inputs: {
    query: port.string({
      required: true,
      description: 'What the documents are to answer.',
      schema: { 'x-widget': 'textarea' },
    }),
    documents: port.array({
      required: true,
      description: 'Those of a Retriever, texts, or objects with a `text`.',
      schema: { 'x-widget': 'json' },
    }),
    top_n: port.number({
      description: 'Used in place of the number in the configuration.',
      schema: { minimum: 0 },
    }),
  },
  outputs: {
    documents: port.array({
      description: 'Best first, each with its new `score` and the old one as `first_score`.',
    }),
    scores: port.array({ description: 'Of the documents, in their order, 0 to 1.' }),
    context: port.string({ description: 'The texts with numbers and sources, ready for a prompt.' }),
    model: port.string({ description: 'What ranked them.' }),
    usage: port.object({ description: 'Tokens, where a language model ranked them.' }),
  },
  config: Config,
  docs: `Puts documents in the order in which they answer a question, and keeps the best.

**When to use it.** Between **Retriever** and a chat: let the retriever find 20 to 50, and keep the best 5.

- \`lexical\` counts the words of the question, how rare they are and whether they stand together. It needs nothing.
- \`endpoint\` asks a server with a model made for it: Cohere, Jina, llama.cpp (\`--reranking\`), vLLM, or Text Embeddings
  Inference.
- \`llm\` lets a language model give each text a mark; slow, and good where no such server is at hand. The builtin model
  cannot do this.

Documents of equal score stay in the order they came in.`,
  examples: [
    {
      title: 'Two texts',
      config: { top_n: 1 },
      inputs: { query: 'price of tea', documents: ['Coffee is hot.', 'The price of tea is 3 €.'] },
      outputs: { model: 'lexical', context: '[1]\nThe price of tea is 3 €.' },
    },
  ],
  async execute({ config, inputs, context }) {
    const { by, url, format, credential, model, threshold, timeout_ms } = config
    const documents = inputs.documents.map(documentOf)
    const { signal } = context
    const ranked = await context.services.rerank.rank({
      by,
      query: inputs.query,
      texts: documents.map(({ text }) => text),
      prior: documents.every(({ score }) => typeof score === 'number')
        ? documents.map(({ score }) => Number(score))
        : undefined,
      ...(by === 'endpoint' && { url, format, credential }),
      ...(by !== 'lexical' && { model, timeout_ms }),
      signal,
    })
    const topN = inputs.top_n ?? config.top_n
    const best = documents
      .map(({ score: first, ...document }, at) => ({
        ...document,
        score: ranked.scores[at] ?? 0,
        ...(first !== undefined && { first_score: first }),
      }))
      .filter(({ score }) => score >= threshold)
      .toSorted((a, b) => b.score - a.score)
      .slice(0, topN > 0 ? topN : undefined)
    return {
      documents: best,
      scores: best.map(({ score }) => score),
      context: contextText(best.map(citedOf), config.max_context_characters),
      model: ranked.model,
      ...(ranked.usage && { usage: { ...ranked.usage } }),
    }
  },
})

function documentOf(item: JsonValue, index: number): JsonObject & { text: string } {
  if (typeof item === 'string') return { text: item }
  if (isObject(item) && typeof item['text'] === 'string') return { ...item, text: item['text'] }
  throw new NodeError('input_invalid', `Item ${index + 1} of "documents" has no text`, {
    field: 'documents',
    hint: 'Connect the documents of a Retriever, or a list of texts.',
    retryable: false,
  })
}

const citedOf = ({ text, metadata }: JsonObject & { text: string }) => ({
  text,
  ...(isObject(metadata) && { metadata }),
})

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
