import type { JsonObject } from '@llamanexus/workflow'
import type { DocumentChunk } from './document_service.ts'

/** Where the chunks of a collection are kept. Said when it is made, and like its model never changed. */
export type KnowledgeStore =
  /** In the data directory. */
  | { kind: 'embedded' }
  /**
   * In Postgres with pgvector. Either `url`, which has no password, or `credential`, the id of a `database` one. `table` is
   * the name of the main table, with a schema where wanted; default by the name of the collection.
   */
  | { kind: 'pgvector'; url?: string; credential?: string; table?: string }
  /** In Qdrant, 1.10 or later. `credential` is the id of an `api_key` or `bearer` one; `name` is that of the collection there. */
  | { kind: 'qdrant'; url: string; credential?: string; name?: string }

/** What a store says of the place that a collection would have there. */
export interface StoreCheck {
  /** The name and version of what answered. */
  server: string
  /** One of our collections that is there already, to be attached to. */
  holds?: { model: string; dimensions: number; documents: number; chunks: number }
}

export interface CollectionInfo {
  name: string
  description: string
  /** The embedding model of all its vectors; `vectors` where each chunk brought its own. */
  model: string
  /** 0 until the first vector of a provider's model is there. */
  dimensions: number
  store: KnowledgeStore
  /** Of a store elsewhere that does not answer: as they were when it last did. */
  documents: number
  chunks: number
  /** Why its store does not answer. */
  problem?: { code: string; message: string; hint?: string }
  /** ISO 8601. */
  created_at: string
  updated_at: string
}

/** A document as its chunks tell of it. */
export interface KnowledgeDocument {
  id: string
  source: string
  title: string
  chunks: number
  /** Of its chunks; overlaps count twice. */
  characters: number
  /** ISO 8601. */
  created_at: string
  updated_at: string
}

export type SearchMode = 'vector' | 'keyword' | 'hybrid'

export interface SearchRequest {
  collection: string
  query: string
  /** How many hits; default 5, at most 1,000. */
  k?: number
  /** `vector`: cosine. `keyword`: BM25 as a share of the most that the query can reach. `hybrid`: both, weighted. Default `hybrid`. */
  mode?: SearchMode
  /** Share of the vectors in a hybrid search, 0 to 1. Default: as measured for `lexical`, 0.5 for models. */
  vector_weight?: number
  /** Hits below it are left out; scores are 0 to 1. */
  threshold?: number
  /**
   * On metadata: `{"source": "a.md"}`, or `{"year": {"gte": 2020}}` with eq, ne, gt, gte, lt, lte, in, contains;
   * `and`, `or` and `not` around them. What does not fit is left out before the best are taken.
   */
  filter?: JsonObject
  /** Tells where the words of the query stand in each hit. */
  highlight?: boolean
  /** Of the query, for a collection whose chunks brought their own. */
  vector?: readonly number[]
  signal?: AbortSignal
}

export interface SearchHit extends DocumentChunk {
  /** 1 is best. */
  score: number
  scores: { vector?: number; keyword?: number }
  /** Where words of the query stand in the text, `[start, end]` in UTF-16 units; only where it was asked for. */
  matches?: [number, number][]
}

/**
 * Collections of chunks with their vectors, on disk or in a database elsewhere, searched by vectors, by words (BM25) or
 * both. Throws `NodeError`: `collection_missing`, `collection_exists`, `collection_invalid` (its name), `collection_model`
 * (the vectors are of another model), `filter_invalid`, `chunk_invalid`, `disk_full`, `knowledge_failed`, `aborted`,
 * `timeout`, and as the `EmbeddingService` does; of stores elsewhere `store_invalid` (its fields), `store_foreign` (what
 * is there is not ours), `store_unreachable`, `store_refused` (what it said), and as the `CredentialService` does.
 */
export interface KnowledgeService {
  /**
   * By name; or the one of that name. Of those in stores elsewhere the counts are those that were seen last; `fresh`
   * asks the stores, and says in `problem` which of them does not answer in time.
   */
  collections(options?: { name?: string; fresh?: boolean }): Promise<CollectionInfo[]>
  /**
   * Default model `lexical`. In a store elsewhere that holds a collection of ours under that name, attaches to it; its model
   * is then taken, and has to be that which is given.
   */
  create(collection: {
    name: string
    description?: string
    model?: string
    store?: KnowledgeStore
  }): Promise<CollectionInfo>
  describe(name: string, change: { description: string }): Promise<CollectionInfo>
  /** `keep_remote`: what is in a store elsewhere stays there. */
  drop(name: string, options?: { keep_remote?: boolean }): Promise<boolean>
  /** Tries the place that a collection would have, and changes nothing. */
  check(place: { name: string; store: KnowledgeStore; signal?: AbortSignal }): Promise<StoreCheck>
  /**
   * Chunks of the same id are replaced; the collection is made where there is none. Embeds what comes without a vector.
   * All of a call is written, or nothing.
   */
  upsert(request: {
    collection: string
    chunks: readonly (DocumentChunk & { vector?: readonly number[] })[]
    /** Of a collection that is made now; of one that is there it has to be its own. */
    model?: string
    /** Of a collection that is made now; one that is there stays where it is. */
    store?: KnowledgeStore
    /** Other chunks of the same documents are removed, so that none is left of an older text. */
    replace_documents?: boolean
    signal?: AbortSignal
    /** Chunks done, of all that were given. */
    onProgress?: (done: number) => void
  }): Promise<{ chunks: number; documents: number }>
  /** By chunk ids, by document ids, or by a filter on metadata; what is given must all hold, and one must be given. */
  remove(request: {
    collection: string
    ids?: readonly string[]
    document_ids?: readonly string[]
    filter?: JsonObject
    signal?: AbortSignal
  }): Promise<{ removed: number }>
  /** By document, in the order of its text. */
  list(request: {
    collection: string
    document_id?: string
    filter?: JsonObject
    limit: number
    offset: number
    signal?: AbortSignal
  }): Promise<{ items: DocumentChunk[]; total: number }>
  /** Last changed first. */
  documents(request: {
    collection: string
    /** Part of the source or title. */
    search?: string
    limit: number
    offset: number
  }): Promise<{ items: KnowledgeDocument[]; total: number }>
  search(request: SearchRequest): Promise<SearchHit[]>
}
