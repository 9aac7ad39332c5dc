import type { JsonObject } from '@llamanexus/workflow'
import { Type } from 'typebox'

/** Where a collection is kept: in the data directory, in Postgres with pgvector, or in Qdrant. */
export type KnowledgePlace =
  | { kind: 'embedded' }
  | { kind: 'pgvector'; url?: string; credential?: string; table?: string }
  | { kind: 'qdrant'; url: string; credential?: string; name?: string }

/** What a store says of the place that a collection would have there. */
export interface PlaceCheck {
  /** The name and version of what answered. */
  server: string
  /** A collection of ours that is there already, to be attached to. */
  holds?: { model: string; dimensions: number; documents: number; chunks: number }
}

/** A collection of chunks that is searched as one. */
export interface KnowledgeCollection {
  name: string
  description: string
  /** The embedding model of its vectors. */
  model: string
  dimensions: number
  store: KnowledgePlace
  /** Of a store that does not answer: as they were when it last did. */
  documents: number
  chunks: number
  /** Why its store does not answer. */
  problem?: { code: string; message: string; hint?: string }
  created_at: string
  updated_at: string
}

export interface KnowledgeDocument {
  id: string
  source: string
  title: string
  chunks: number
  characters: number
  created_at: string
  updated_at: string
}

export interface KnowledgeChunk {
  id: string
  text: string
  document_id: string
  index: number
  /** Offsets into the text of the document, or of its page. */
  start: number
  end: number
  metadata: JsonObject & { source: string }
}

export interface KnowledgeHit extends KnowledgeChunk {
  /** 1 is best. */
  score: number
  scores: { vector?: number; keyword?: number }
  /** Where words of the query stand in the text, `[start, end]`. */
  matches?: [number, number][]
}

export interface KnowledgeSearch {
  query: string
  k?: number
  mode?: 'vector' | 'keyword' | 'hybrid'
  vector_weight?: number
  threshold?: number
  filter?: JsonObject
}

/** A document to be added: its text, or the bytes of a file. */
export interface DocumentUpload {
  /** Of the file; a document of the same name is replaced. */
  name: string
  text?: string
  content_base64?: string
  /** Default by name and content. */
  format?: 'auto' | 'txt' | 'md' | 'html' | 'pdf' | 'docx' | 'csv' | 'json' | 'xlsx'
  /** Kept with each of its chunks, for filters. */
  metadata?: JsonObject
  /** Characters of a chunk. Default 1,000. */
  chunk_size?: number
  /** Characters that two neighbours share. Default 150. */
  chunk_overlap?: number
}

/** How far the indexing of a document is. */
export interface IndexingJob {
  id: string
  collection: string
  /** The name of the document. */
  document: string
  status: 'running' | 'done' | 'failed' | 'cancelled'
  stage: 'reading' | 'indexing'
  /** Chunks indexed, of `total`. */
  done: number
  total: number
  error: { code: string; message: string; hint?: string } | null
  started_at: string
  ended_at: string | null
}

/** The service says more of a name than a pattern can. */
export const CollectionName = Type.String({ minLength: 1, maxLength: 100 })

const credential = (types: string) =>
  Type.Optional(Type.String({ maxLength: 100, description: `The id of a credential: ${types}` }))

export const PlaceSchema = Type.Unsafe<KnowledgePlace>(
  Type.Union(
    [
      Type.Object({ kind: Type.Literal('embedded') }, { additionalProperties: false }),
      Type.Object(
        {
          kind: Type.Literal('pgvector'),
          url: Type.Optional(Type.String({ maxLength: 2000, description: 'Without a password' })),
          credential: credential('a database'),
          table: Type.Optional(
            Type.String({ maxLength: 101, description: 'With a schema and a dot before it where wanted' }),
          ),
        },
        { additionalProperties: false },
      ),
      Type.Object(
        {
          kind: Type.Literal('qdrant'),
          url: Type.String({ minLength: 1, maxLength: 2000 }),
          credential: credential('an API key or a bearer token'),
          name: Type.Optional(Type.String({ maxLength: 200, description: 'Of the collection there' })),
        },
        { additionalProperties: false },
      ),
    ],
    {
      description: 'Where the collection is kept; default in the data directory. It cannot be changed later.',
    },
  ),
)

export const PlaceCheckSchema = Type.Unsafe<PlaceCheck>(
  Type.Object({
    server: Type.String({ description: 'The name and version of what answered' }),
    holds: Type.Optional(
      Type.Object(
        {
          model: Type.String(),
          dimensions: Type.Integer(),
          documents: Type.Integer(),
          chunks: Type.Integer(),
        },
        { description: 'A collection of ours that is there already, to be attached to' },
      ),
    ),
  }),
)

export const CollectionSchema = Type.Unsafe<KnowledgeCollection>(
  Type.Object({
    name: CollectionName,
    description: Type.String(),
    model: Type.String(),
    dimensions: Type.Integer(),
    store: PlaceSchema,
    documents: Type.Integer(),
    chunks: Type.Integer(),
    problem: Type.Optional(
      Type.Object(
        { code: Type.String(), message: Type.String(), hint: Type.Optional(Type.String()) },
        { description: 'Why its store does not answer; the counts are then those of the last time' },
      ),
    ),
    created_at: Type.String(),
    updated_at: Type.String(),
  }),
)

export const KnowledgeDocumentSchema = Type.Unsafe<KnowledgeDocument>(
  Type.Object({
    id: Type.String(),
    source: Type.String(),
    title: Type.String(),
    chunks: Type.Integer(),
    characters: Type.Integer(),
    created_at: Type.String(),
    updated_at: Type.String(),
  }),
)

const chunkFields = {
  id: Type.String(),
  text: Type.String(),
  document_id: Type.String(),
  index: Type.Integer(),
  start: Type.Integer(),
  end: Type.Integer(),
  metadata: Type.Object({ source: Type.String() }),
}

export const ChunkSchema = Type.Unsafe<KnowledgeChunk>(Type.Object(chunkFields))

export const HitSchema = Type.Unsafe<KnowledgeHit>(
  Type.Object({
    ...chunkFields,
    score: Type.Number({ minimum: 0, maximum: 1 }),
    scores: Type.Object({ vector: Type.Optional(Type.Number()), keyword: Type.Optional(Type.Number()) }),
    matches: Type.Optional(Type.Array(Type.Array(Type.Integer()))),
  }),
)

export const SearchSchema = Type.Unsafe<KnowledgeSearch>(
  Type.Object({
    query: Type.String({ maxLength: 10_000 }),
    k: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 5 })),
    mode: Type.Optional(
      Type.Union([Type.Literal('hybrid'), Type.Literal('vector'), Type.Literal('keyword')]),
    ),
    vector_weight: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'Share of the vectors in a hybrid search' }),
    ),
    threshold: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    filter: Type.Optional(
      Type.Object(
        {},
        {
          description:
            'On metadata: `{"year": {"gte": 2020}}` with eq, ne, gt, gte, lt, lte, in, contains; `and`, `or`, `not` around them',
        },
      ),
    ),
  }),
)

export const UploadSchema = Type.Unsafe<DocumentUpload>(
  Type.Object({
    name: Type.String({ minLength: 1, maxLength: 300 }),
    text: Type.Optional(Type.String()),
    content_base64: Type.Optional(Type.String({ description: 'The bytes of a file' })),
    format: Type.Optional(
      Type.Union(
        (['auto', 'txt', 'md', 'html', 'pdf', 'docx', 'csv', 'json', 'xlsx'] as const).map((each) =>
          Type.Literal(each),
        ),
      ),
    ),
    metadata: Type.Optional(Type.Object({})),
    chunk_size: Type.Optional(Type.Integer({ minimum: 50, maximum: 20_000, default: 1000 })),
    chunk_overlap: Type.Optional(Type.Integer({ minimum: 0, maximum: 5000, default: 150 })),
  }),
)

export const IndexingJobSchema = Type.Unsafe<IndexingJob>(
  Type.Object({
    id: Type.String(),
    collection: Type.String(),
    document: Type.String(),
    status: Type.Union(
      (['running', 'done', 'failed', 'cancelled'] as const).map((each) => Type.Literal(each)),
    ),
    stage: Type.Union([Type.Literal('reading'), Type.Literal('indexing')]),
    done: Type.Integer(),
    total: Type.Integer(),
    error: Type.Unsafe<IndexingJob['error']>({
      anyOf: [
        {
          type: 'object',
          required: ['code', 'message'],
          properties: {
            code: { type: 'string' },
            message: { type: 'string' },
            hint: { type: 'string' },
          },
        },
        { type: 'null' },
      ],
    }),
    started_at: Type.String(),
    ended_at: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
  }),
)
