import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { contextText } from './context_text.ts'
import { collectionField, searchFields } from './search_fields.ts'

const Config = Type.Object({
  collection: collectionField,
  ...searchFields(),
  max_context_characters: Type.Integer({
    title: 'Longest context',
    description: 'Characters of the text for a prompt; four are about a token.',
    default: 12_000,
    minimum: 100,
    maximum: 1_000_000,
  }),
})

export default defineNode({
  type: 'retriever',
  version: 1,
  category: 'rag',
  name: 'Retriever',
  icon: 'text-search',
  description: 'Semantic search',
  keywords: ['similarity', 'question answering', 'collection'],
  summary: '{collection}',
  effect: 'idempotent',
  uses: ['knowledge'],
  inputs: {
    query: port.string({
      required: true,
      description: 'A question or some words; any text will do.',
      schema: { 'x-widget': 'textarea', examples: ['{{ trigger.question }}'] },
    }),
    k: port.number({
      required: true,
      default: 5,
      description: 'The most that is found.',
      schema: { minimum: 1, maximum: 1000, multipleOf: 1 },
    }),
    filter: port.object({ description: 'Used together with the filter in the configuration.' }),
  },
  outputs: {
    documents: port.array({
      description:
        'Best first: `text`, `score`, `metadata` with its `source`, `document_id`, `start`, `end`.',
    }),
    scores: port.array({ description: 'Of the documents, in their order, 0 to 1.' }),
    context: port.string({ description: 'The texts with numbers and sources, ready for a prompt.' }),
    sources: port.array({
      description: 'What the numbers stand for: `number`, `source`, `document_id`, `page`.',
    }),
    count: port.number({ description: 'How many there are.' }),
  },
  config: Config,
  docs: `Finds the pieces of your documents that belong to a question.

**When to use it.** Before a chat that is to answer out of documents: wire **context** into the prompt and tell the model
to cite the numbers. **sources** says what each number stands for.

The collection is filled on the Knowledge page or by **Vector Store**. A hybrid search looks for the words and for what is
near in meaning; scores go from 0 to 1, where 1 is a text that says all of the query and nothing else, so most good hits
lie between 0.2 and 0.7. Try a query on the Knowledge page to choose the **least score**. Where nothing is found, **context**
is empty and **count** is 0.

A filter such as \`{"source": "handbook.md", "year": {"gte": 2024}}\` is applied before the search, so that k hits are found
wherever there are k that fit.`,
  examples: [
    {
      title: 'A question about returns',
      config: { collection: 'handbook' },
      inputs: { query: 'How long may I return an article?', k: 1 },
      outputs: { context: '[1] handbook.md, page 1\nYou may return an article within 30 days.', count: 1 },
      before: [
        {
          id: 'fill',
          type: 'vector_store',
          label: 'Fill the collection',
          config: { collection: 'handbook' },
          inputs: {
            operation: 'upsert',
            data: [
              {
                text: 'You may return an article within 30 days.',
                metadata: { source: 'handbook.md', page: 1 },
              },
              {
                text: 'Parcels leave our house on working days.',
                metadata: { source: 'handbook.md', page: 2 },
              },
            ],
          },
          output: 'count',
        },
      ],
    },
  ],
  async execute({ config, inputs, context }) {
    const { collection, mode, vector_weight, threshold, max_context_characters } = config
    if (inputs.query.trim() === '') throw withoutQuery()
    const hits = await context.services.knowledge.search({
      collection,
      query: inputs.query,
      k: inputs.k,
      mode,
      vector_weight,
      threshold,
      filter: bothOf(config.filter as JsonObject | undefined, inputs.filter),
      signal: context.signal,
    })
    const documents = hits.map((hit): JsonObject => ({ ...hit, scores: { ...hit.scores } }))
    return {
      documents,
      scores: hits.map(({ score }) => score),
      context: contextText(hits, max_context_characters),
      sources: hits.map(({ metadata, document_id }, index) => ({
        number: index + 1,
        source: metadata.source,
        document_id,
        ...(metadata['page'] !== undefined && { page: metadata['page'] }),
      })),
      count: hits.length,
    }
  },
})

const withoutQuery = (): NodeError =>
  new NodeError('input_invalid', '"query" is empty', {
    field: 'query',
    hint: 'Type a question, or put a Condition before this node where there may be none.',
    retryable: false,
  })

function bothOf(a: JsonObject | undefined, b: JsonObject | undefined): JsonObject | undefined {
  return a && b ? { and: [a, b] } : (a ?? b)
}
