import {
  createTurns,
  defineNode,
  type LoadedDocument,
  type NodeContext,
  NodeError,
  port,
  type Turns,
} from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { type Static, Type } from 'typebox'
import { chunkText, STRATEGIES, type Strategy } from './chunking/chunk_text.ts'
import { vectorSimilarities } from './chunking/semantic_pieces.ts'
import type { Span } from './chunking/span.ts'
import { readDocuments } from './read_documents.ts'
import { steadyProgress } from './steady_progress.ts'

const Config = Type.Object({
  chunk_size: Type.Integer({
    title: 'Size',
    description: 'The most a chunk has, in characters; with `token` in tokens.',
    default: 1000,
    minimum: 10,
    maximum: 1_000_000,
  }),
  overlap: Type.Integer({
    title: 'Overlap',
    description: 'The most that a chunk repeats of the one before it. Less than the size.',
    default: 100,
    minimum: 0,
    maximum: 500_000,
  }),
  min_size: Type.Integer({
    title: 'Least size',
    description: 'Smaller sections are joined with what follows, where both fit.',
    default: 50,
    minimum: 0,
    maximum: 500_000,
  }),
  separators: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      title: 'Separators',
      description:
        'For `recursive`, the most welcome first. Default: paragraph, line, sentence, clause, word.',
      'x-widget': 'list',
    }),
  ),
  break_share: Type.Number({
    title: 'Breaks',
    description: 'For `semantic`: the share of places between sentences where a new chunk may begin.',
    default: 0.2,
    minimum: 0,
    maximum: 1,
  }),
  model: Type.Optional(
    Type.String({
      title: 'Embedding model',
      description: 'For `semantic`: what tells how alike sentences are. Default: the words they share.',
      examples: ['lexical', 'openai/text-embedding-3-small'],
    }),
  ),
})

export default defineNode({
  type: 'chunker',
  version: 1,
  category: 'rag',
  name: 'Split into Chunks',
  icon: 'scissors',
  description: 'Split documents into chunks',
  keywords: ['text splitter'],
  summary: '{strategy}, {chunk_size}',
  effect: 'pure',
  // A model that is asked again answers the same, and costs again.
  effectOf: ({ config }) => (config.model ? 'idempotent' : 'pure'),
  uses: ['embeddings'],
  inputs: {
    documents: port.array({
      required: true,
      description: 'Of a loader; plain texts are taken too.',
    }),
    strategy: port.string({
      required: true,
      default: 'recursive',
      description: 'Where the text is cut.',
      schema: { enum: [...STRATEGIES] },
    }),
  },
  outputs: {
    chunks: port.array({
      description: 'Each with `id`, `text`, `document_id`, `index`, `start`, `end` and `metadata`.',
    }),
    count: port.number({ description: 'How many chunks there are.' }),
  },
  config: Config,
  docs: `Splits documents into pieces that a model can take in and a search can find.

**When to use it.** Between loading documents and keeping them in a knowledge base, or before asking a model about a long
text part by part.

- \`recursive\` cuts at paragraphs where they fit, then at lines, sentences, clauses and words. The best choice for most.
- \`markdown\` begins a chunk at each heading and keeps code and tables whole where they fit; \`metadata.heading\` is the
  path to the section. For Markdown, Word and web pages.
- \`sentence\` keeps sentences whole.
- \`semantic\` cuts where the text turns to something else: where neighbouring sentences have least in common, by their words
  or by an embedding model.
- \`token\` counts tokens in place of characters, roughly: it knows no model in particular.
- \`fixed\` cuts where the size is full.

A chunk never ends within a character, and none is larger than the size. \`start\` and \`end\` are its place in the text of
its document, in UTF-16 units as JavaScript counts, so that an answer can show what it cites. The metadata is that of
the document.`,
  examples: [
    {
      title: 'By headings',
      config: { chunk_size: 40, overlap: 0, min_size: 0 },
      inputs: { documents: ['# Tea\nGreen and black.\n\n# Milk\nCold.'], strategy: 'markdown' },
      outputs: { count: 2 },
    },
  ],
  async execute({ config, inputs, context }) {
    const strategy = strategyOf(inputs.strategy)
    const { signal } = context
    const turns = createTurns({ signal, what: 'The chunking' })
    const options = {
      ...limitsOf(config),
      ...semantic(config, context, turns),
      strategy,
      separators: config.separators,
      signal,
      turns,
    }
    const progress = steadyProgress(context)
    const documents = await turns.all(readDocuments(inputs.documents, 'documents'))
    const chunks: JsonObject[] = []
    for (const [at, document] of documents.entries()) {
      const spans = await chunkText(document.text, options)
      for (const [index, span] of spans.entries()) {
        chunks.push(chunkOf(document, span, index))
        await turns.next()
      }
      progress((at + 1) / documents.length, `${chunks.length} chunks`)
    }
    return { chunks, count: chunks.length }
  },
})

function chunkOf(
  { id, text, metadata }: LoadedDocument,
  { start, end, heading }: Span,
  index: number,
): JsonObject {
  return {
    id: `${id}:${index}`,
    text: text.slice(start, end),
    document_id: id,
    index,
    start,
    end,
    metadata: { ...metadata, ...(heading !== undefined && { heading }) },
  }
}

type Settings = Static<typeof Config>

function limitsOf({ chunk_size: size, overlap, min_size }: Settings) {
  if (overlap >= size)
    throw new NodeError('config_invalid', `"overlap" is ${overlap}, and a chunk has at most ${size}`, {
      field: 'overlap',
      hint: 'Choose an overlap below the size; a tenth of it is usual.',
      retryable: false,
    })
  // Two of the least size fit into one of the most.
  return { size, overlap, min_size: Math.min(min_size, Math.floor(size / 2)) }
}

/** With a model its vectors say how alike sentences are. */
function semantic(
  { break_share, model }: Settings,
  { services, signal }: NodeContext<'embeddings'>,
  turns: Turns,
) {
  if (!model) return { break_share }
  const similarities = async (texts: readonly string[]) => {
    // Models refuse a text of nothing but space.
    const named = texts.map((text) => text.trim() || '.')
    const { vectors } = await services.embeddings.embed({ model, texts: named, signal })
    return turns.all(vectorSimilarities(vectors))
  }
  return { break_share, similarities }
}

function strategyOf(name: string): Strategy {
  const known = STRATEGIES.find((strategy) => strategy === name)
  if (known) return known
  throw new NodeError('input_invalid', `"strategy" is none of ${STRATEGIES.join(', ')}`, {
    field: 'strategy',
    retryable: false,
  })
}
