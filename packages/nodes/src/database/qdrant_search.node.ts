import { defineNode, type HttpResponse, NodeError, port } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { createSignIn } from '../api/sign_in.ts'
import { qdrantFailure, readQdrant } from './qdrant_answer.ts'

const Config = Type.Object({
  url: Type.String({
    title: 'Server',
    description: 'Where Qdrant answers to HTTP.',
    minLength: 1,
    default: 'http://127.0.0.1:6333',
    examples: ['https://qdrant.example.com:6333'],
  }),
  credential: Type.Optional(
    Type.String({
      title: 'Credential',
      description: 'An API key with the name `api-key`, or a bearer token.',
      'x-widget': 'credential',
      'x-credential-types': ['api_key', 'bearer'],
    }),
  ),
  limit: Type.Integer({ title: 'How many', default: 10, minimum: 1, maximum: 10_000 }),
  using: Type.Optional(
    Type.String({
      title: 'Vector',
      description: 'Its name, where the collection has several.',
      examples: ['text'],
    }),
  ),
  score_threshold: Type.Optional(
    Type.Number({ title: 'Least score', description: 'Points below it are left out.', examples: [0.7] }),
  ),
  filter: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      title: 'Filter',
      description: 'On the payload, in the form of Qdrant.',
      'x-widget': 'json',
      examples: [{ must: [{ key: 'lang', match: { value: 'en' } }] }],
    }),
  ),
  with_payload: Type.Boolean({ title: 'With payload', default: true }),
  with_vectors: Type.Boolean({ title: 'With vectors', default: false }),
  timeout_ms: Type.Integer({
    title: 'Time limit (ms)',
    default: 30_000,
    minimum: 1,
    maximum: 600_000,
    'x-widget': 'duration',
  }),
})

export default defineNode({
  type: 'qdrant_search',
  version: 1,
  category: 'database',
  name: 'Qdrant Search',
  icon: 'radar',
  description: 'Qdrant vector search',
  summary: '{collection}',
  effect: 'idempotent',
  uses: ['http', 'credentials'],
  credentials: ['api_key', 'bearer'],
  inputs: {
    collection: port.string({
      required: true,
      description: 'The collection that is searched.',
      schema: { minLength: 1, maxLength: 255, examples: ['articles'] },
    }),
    query: port.array({
      required: true,
      description: 'A vector: as many numbers as the vectors of the collection have.',
      schema: { 'x-widget': 'json', examples: [[0.2, 0.1, 0.9]] },
    }),
  },
  outputs: {
    points: port.array({
      description: 'Nearest first: `id`, `score`, `payload`, and `vector` where asked for.',
    }),
    count: port.number({ description: 'How many there are.' }),
  },
  config: Config,
  docs: `Finds the points of a Qdrant collection that are nearest to a vector.

**When to use it.** When your vectors live in Qdrant already. For documents of your own, **Retriever** needs no server.

Wire the output of an **Embedding** node into **query**, made by the same model as the vectors of the collection. A
filter on the payload has the form of Qdrant, such as
\`{"must": [{"key": "lang", "match": {"value": "en"}}]}\`.

A server on your own network has to be let through by an administrator with \`LLAMANEXUS_HTTP_ALLOW\`.`,
  examples: [
    {
      title: 'Nearest articles',
      needs: 'a Qdrant server with a collection `articles`.',
      config: { url: 'https://api.example.com/qdrant', limit: 2 },
      inputs: { collection: 'articles', query: [0.2, 0.1, 0.9] },
      outputs: { count: 2 },
    },
  ],
  async execute({ config, inputs, context }) {
    const vector = inputs.query.map(numberAt)
    if (vector.length === 0) throw wrongVector('"query" is an empty list')
    const url = `${config.url.replace(/\/+$/, '')}/collections/${encodeURIComponent(inputs.collection)}/points/query`
    const { limit, using, score_threshold, filter, with_payload, with_vectors } = config
    const body = {
      query: vector,
      limit,
      with_payload,
      with_vector: with_vectors,
      ...(using && { using }),
      ...(score_threshold !== undefined && { score_threshold }),
      ...(filter && { filter: filter as JsonObject }),
    }
    const signedIn = await createSignIn(config, url, context)?.()
    const search = new URLSearchParams(signedIn?.query).toString()
    const answer: HttpResponse = await context.services.http.request({
      url: search ? `${url}?${search}` : url,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signedIn?.headers },
      body: JSON.stringify(body),
      timeout_ms: config.timeout_ms,
      signal: context.signal,
    })
    if (answer.status !== 200) throw qdrantFailure(answer, inputs.collection, Date.now())
    const points = readQdrant(answer)
    return { points, count: points.length }
  },
})

function numberAt(value: JsonValue, index: number): number {
  if (typeof value === 'number') return value
  throw wrongVector(`"query" holds ${JSON.stringify(value)?.slice(0, 50)} at ${index}, which is no number`)
}

const wrongVector = (message: string): NodeError =>
  new NodeError('input_invalid', message, {
    field: 'query',
    hint: 'Connect the output of an Embedding node.',
    retryable: false,
  })
