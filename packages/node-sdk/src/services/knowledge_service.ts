import type { JsonObject } from '@llamanexus/workflow'
import type { DocumentChunk } from './document_service.ts'

export interface CollectionInfo {
  name: string
  description: string
  /** The embedding model of all its vectors. */
  model: string
  dimensions: number
  documents: number
  chunks: number
  /** ISO 8601. */
  created_at: string
  updated_at: string
}

export interface SearchRequest {
  collection: string
  query: string
  /** How many hits; default 5. */
  k?: number
  /** `hybrid` fuses both by reciprocal rank. Default `hybrid`. */
  mode?: 'vector' | 'keyword' | 'hybrid'
  /** Share of the vectors in a hybrid search, 0 to 1; default 0.5. */
  vector_weight?: number
  /** Hits below it are left out; scores are 0 to 1. */
  threshold?: number
  /** On metadata: `{"source": "a.md"}`, or `{"year": {"gte": 2020}}` with eq, ne, gt, gte, lt, lte, in, contains. */
  filter?: JsonObject
  signal?: AbortSignal
}

export interface SearchHit extends DocumentChunk {
  /** 1 is best. */
  score: number
  scores: { vector?: number; keyword?: number }
}

/**
 * Collections of chunks with their vectors, on disk, searched by vectors, by words (BM25) or both. Throws `NodeError`:
 * `collection_missing`, `collection_model` (the vectors are of another model), `filter_invalid`, `aborted`.
 */
export interface KnowledgeService {
  collections(): Promise<CollectionInfo[]>
  create(collection: { name: string; description?: string; model?: string }): Promise<CollectionInfo>
  drop(name: string): Promise<boolean>
  /** Chunks of the same id are replaced; the collection is made where there is none. Embeds what comes without a vector. */
  upsert(request: {
    collection: string
    chunks: readonly (DocumentChunk & { vector?: readonly number[] })[]
    signal?: AbortSignal
    onProgress?: (done: number) => void
  }): Promise<{ chunks: number; documents: number }>
  /** By chunk ids, by document ids, or by a filter on metadata. */
  remove(request: {
    collection: string
    ids?: readonly string[]
    document_ids?: readonly string[]
    filter?: JsonObject
  }): Promise<{ removed: number }>
  list(request: {
    collection: string
    document_id?: string
    filter?: JsonObject
    limit: number
    offset: number
  }): Promise<{ items: DocumentChunk[]; total: number }>
  search(request: SearchRequest): Promise<SearchHit[]>
}
