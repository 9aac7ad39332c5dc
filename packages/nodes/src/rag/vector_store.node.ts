import {
  createTurns,
  defineNode,
  type KnowledgeService,
  type NodeContext,
  NodeError,
  port,
} from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { type Static, Type } from 'typebox'
import { chunksOf } from './chunks_of.ts'
import { collectionField, searchFields } from './search_fields.ts'
import { steadyProgress } from './steady_progress.ts'
import { placeOf, StoreConfig } from './store_config.ts'

const OPERATIONS = ['upsert', 'query', 'delete', 'list'] as const

const Config = Type.Object({
  collection: collectionField,
  model: Type.Optional(
    Type.String({
      title: 'Model',
      description:
        'For the vectors of a collection that is made here: `lexical` (default) or `provider/model`.',
      'x-widget': 'model',
      examples: ['lexical', 'ollama/nomic-embed-text'],
    }),
  ),
  store: Type.Optional(StoreConfig),
  replace_documents: Type.Boolean({
    title: 'Replace whole documents',
    description:
      'Other chunks of the same documents are removed. Turn it off where a document comes in several parts.',
    default: true,
  }),
  k: Type.Integer({
    title: 'How many',
    description: 'The most that a query or a list gives.',
    default: 10,
    minimum: 1,
    maximum: 1000,
  }),
  ...searchFields('Search'),
})

export default defineNode({
  type: 'vector_store',
  version: 1,
  category: 'rag',
  name: 'Vector Store',
  icon: 'library-big',
  description: 'Store/retrieve from vector DB',
  keywords: ['index', 'insert', 'collection', 'pgvector', 'qdrant'],
  summary: '{operation} {collection}',
  effect: 'idempotent',
  uses: ['knowledge'],
  credentials: ['database', 'api_key', 'bearer'],
  inputs: {
    operation: port.string({
      required: true,
      default: 'upsert',
      description: 'What is done.',
      schema: { enum: [...OPERATIONS] },
    }),
    data: port.any({
      required: true,
      description:
        'To upsert: chunks or texts. To query: the text. To delete: ids, or an object with `ids`, `document_ids` or `filter`. To list: a filter.',
      schema: { 'x-widget': 'json' },
    }),
  },
  outputs: {
    results: port.array({
      description: 'Hits of a query, chunks of a list; what was stored of each document.',
    }),
    count: port.number({ description: 'Chunks that were stored, found, removed, or that there are.' }),
    collection: port.string({ description: 'Its name.' }),
  },
  config: Config,
  docs: `Keeps chunks of documents with their vectors, and finds, lists and removes them.

**When to use it.** To fill a collection from a workflow: **Document Loader** → **Chunker** → **Vector Store**. To search
it, **Retriever** is simpler and gives a text for the prompt.

- \`upsert\`: **data** are chunks, documents or texts. A chunk with the id of one that is there replaces it. The collection is
  made where there is none. A chunk may bring its own \`vector\`.
- \`query\`: **data** is a text, or an object with \`query\` and \`vector\`.
- \`delete\`: **data** is an id, a list of them, or \`{"document_ids": [...]}\`, or \`{"filter": {...}}\`.
- \`list\`: **data** is a filter, \`{}\` for all; **count** says how many there are.

All chunks of a call are stored, or none. A collection that is made here is in the data directory and needs no server, or in
Postgres with pgvector, or in Qdrant: **Kept in** says where. One that is there stays where it is.`,
  examples: [
    {
      title: 'Two texts',
      config: { collection: 'drinks' },
      inputs: { operation: 'upsert', data: ['Tea is brewed.', 'Coffee is roasted.'] },
      outputs: { count: 2, collection: 'drinks' },
    },
  ],
  async execute({ config, inputs, context }) {
    const { collection } = config
    const done = await perform({ config, ...inputs, context })
    return { ...done, collection }
  },
})

interface Call {
  config: Static<typeof Config>
  operation: string
  data: JsonValue
  context: NodeContext<'knowledge'>
}

interface Done {
  results: JsonValue[]
  count: number
}

async function perform(call: Call): Promise<Done> {
  switch (call.operation.trim().toLowerCase()) {
    case 'upsert':
      return upsert(call)
    case 'query':
      return query(call)
    case 'delete':
      return remove(call)
    case 'list':
      return list(call)
    default:
      throw new NodeError('input_invalid', `"operation" is "${call.operation.slice(0, 50)}"`, {
        field: 'operation',
        hint: `Use one of ${OPERATIONS.join(', ')}.`,
        retryable: false,
      })
  }
}

async function upsert({ config, data, context }: Call): Promise<Done> {
  const { collection, model, store, replace_documents } = config
  const turns = createTurns({ signal: context.signal, what: 'The storing' })
  const progress = steadyProgress(context)
  const chunks = await turns.all(chunksOf(data))
  const { chunks: count } = await context.services.knowledge.upsert({
    collection,
    chunks,
    model,
    store: placeOf(store),
    replace_documents,
    signal: context.signal,
    onProgress: (done) => progress(done / chunks.length, `${done} of ${chunks.length} chunks`),
  })
  const byDocument = Map.groupBy(chunks, ({ document_id }) => document_id)
  const results = [...byDocument].map(([document_id, { length }]) => ({ document_id, chunks: length }))
  return { results, count }
}

async function query({ config, data, context }: Call): Promise<Done> {
  const { collection, k, mode, vector_weight, threshold } = config
  const given = isObject(data) ? data : { query: data }
  if (typeof given['query'] !== 'string' && given['vector'] === undefined)
    throw wrong('is neither a text nor an object with `query` or `vector`', 'Type the text to look for.')
  const hits = await context.services.knowledge.search({
    collection,
    query: typeof given['query'] === 'string' ? given['query'] : '',
    vector: vectorOf(given['vector']),
    k,
    mode: given['query'] === undefined ? 'vector' : mode,
    vector_weight,
    threshold,
    filter: config.filter as JsonObject | undefined,
    signal: context.signal,
  })
  return { results: hits.map((hit) => ({ ...hit, scores: { ...hit.scores } })), count: hits.length }
}

async function remove({ config, data, context }: Call): Promise<Done> {
  const { removed } = await context.services.knowledge.remove({
    collection: config.collection,
    ...removalOf(data),
    signal: context.signal,
  })
  return { results: [], count: removed }
}

async function list({ config, data, context }: Call): Promise<Done> {
  const filter = isObject(data) ? data : (config.filter as JsonObject | undefined)
  const { items, total } = await context.services.knowledge.list({
    collection: config.collection,
    filter,
    limit: config.k,
    offset: 0,
    signal: context.signal,
  })
  return { results: items.map((item) => ({ ...item })), count: total }
}

type Removal = Pick<Parameters<KnowledgeService['remove']>[0], 'ids' | 'document_ids' | 'filter'>

function removalOf(data: JsonValue): Removal {
  if (!isObject(data)) return { ids: idsOf(data) }
  const { ids, document_ids, filter } = data
  return {
    ...(ids !== undefined && { ids: idsOf(ids) }),
    ...(document_ids !== undefined && { document_ids: idsOf(document_ids) }),
    ...(isObject(filter) && { filter }),
  }
}

function idsOf(value: JsonValue): string[] {
  const ids = (Array.isArray(value) ? value : [value]).map((each) => (isObject(each) ? each['id'] : each))
  if (ids.every((id) => typeof id === 'string')) return ids
  throw wrong('holds an id that is no text', 'Give ids, or an object with `ids`, `document_ids` or `filter`.')
}

function vectorOf(value: JsonValue | undefined): number[] | undefined {
  if (value === undefined || value === null) return undefined
  if (Array.isArray(value) && value.every((part) => typeof part === 'number')) return value
  throw wrong('has a vector that is no list of numbers', 'Connect the output of an Embedding node.')
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const wrong = (what: string, hint: string): NodeError =>
  new NodeError('input_invalid', `"data" ${what}`, { field: 'data', hint, retryable: false })
