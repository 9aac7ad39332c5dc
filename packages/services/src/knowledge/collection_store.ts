import type {
  DocumentChunk,
  KnowledgeDocument,
  KnowledgeStore,
  SearchHit,
  SearchMode,
  StoreCheck,
} from '@llamanexus/node-sdk'
import type { Filter } from './filter.ts'

/** A collection as its store has to know it. */
export interface PlacedCollection {
  name: string
  description: string
  model: string
  /** 0 until the first vector is there. */
  dimensions: number
  store: KnowledgeStore
}

export interface UpsertJob {
  collection: PlacedCollection
  chunks: readonly DocumentChunk[]
  /** One a chunk, of length 1; null where it has none. Absent: made of its words. */
  vectors?: readonly (Uint8Array | null)[]
  replace_documents: boolean
  signal?: AbortSignal
  onProgress: (done: number) => void
}

export interface Written {
  /** Given ones of different ids. */
  chunks: number
  documents: number
  /** Of the collection, now that they are there. */
  dimensions: number
}

export interface RemoveJob {
  collection: PlacedCollection
  ids?: readonly string[]
  document_ids?: readonly string[]
  filter?: Filter
  signal?: AbortSignal
}

export interface ListJob {
  collection: PlacedCollection
  document_id?: string
  filter?: Filter
  limit: number
  offset: number
  signal?: AbortSignal
}

export interface DocumentsJob {
  collection: PlacedCollection
  search: string
  limit: number
  offset: number
}

export interface SearchJob {
  collection: PlacedCollection
  query: string
  k: number
  mode: SearchMode
  vector_weight?: number
  threshold: number
  filter?: Filter
  highlight: boolean
  /** Of the query and of length 1; those of `lexical` are made by the store, which knows how rare the words are. */
  vector?: Uint8Array
  signal?: AbortSignal
}

export interface Counts {
  documents: number
  chunks: number
}

/**
 * Where the chunks of collections are kept. What is asked has been checked, and vectors are there; a store keeps, finds and
 * scores. All of a write is seen, or nothing of it. The stores differ in place, not in what they answer: one suite in
 * `conformance/` holds for all.
 */
export interface CollectionStore {
  /** Tries the place and changes nothing. */
  check(place: Pick<PlacedCollection, 'name' | 'store'>, signal?: AbortSignal): Promise<StoreCheck>
  /**
   * Makes the place of a new collection, or finds the one of ours that is there, whose model is then the answer. Throws
   * `collection_model` where another model was wanted, and `store_foreign` where something else has that name.
   */
  attach(
    collection: Omit<PlacedCollection, 'model'> & { model?: string },
    signal?: AbortSignal,
  ): Promise<{ model: string; dimensions: number; is_new: boolean }>
  counts(collection: PlacedCollection, signal?: AbortSignal): Promise<Counts>
  upsert(job: UpsertJob): Promise<Written>
  /** Answers how many chunks are gone. */
  remove(job: RemoveJob): Promise<number>
  list(job: ListJob): Promise<{ items: DocumentChunk[]; total: number }>
  documents(job: DocumentsJob): Promise<{ items: KnowledgeDocument[]; total: number }>
  /** Best first; equal ones by id. */
  search(job: SearchJob): Promise<SearchHit[]>
  drop(collection: PlacedCollection, signal?: AbortSignal): Promise<void>
  close(): Promise<void>
}
