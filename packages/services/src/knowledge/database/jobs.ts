import type {
  CollectionInfo,
  DocumentChunk,
  KnowledgeDocument,
  SearchHit,
  SearchMode,
} from '@llamanexus/node-sdk'
import type { Filter } from './filter.ts'
import type { OpenKnowledge } from './open_knowledge.ts'

export interface NewCollection {
  name: string
  description: string
  model: string
  dimensions: number
}

export interface ListJob {
  collection: string
  document_id?: string
  filter?: Filter
  limit: number
  offset: number
}

export interface RemoveJob {
  collection: string
  ids?: readonly string[]
  document_ids?: readonly string[]
  filter?: Filter
}

export interface SearchJob {
  collection: string
  query: string
  k: number
  mode: SearchMode
  vector_weight?: number
  threshold: number
  filter?: Filter
  highlight: boolean
  /** Of the query; `lexical` ones are made by the worker. */
  vector?: Uint8Array
}

export interface WriteJob {
  chunks: readonly DocumentChunk[]
  /** One a chunk; null where it has none. Absent: made by the worker. */
  vectors?: readonly (Uint8Array | null)[]
}

/** What the worker can be asked, and what each answers. */
export interface Jobs {
  open: [unknown, null]
  collections: [unknown, CollectionInfo[]]
  create: [NewCollection, CollectionInfo]
  describe: [{ name: string; description: string }, CollectionInfo]
  drop: [{ name: string }, boolean]
  /** `begin`, `write` as often as there is something, `commit`: one transaction, undone when the worker ends before. */
  begin: [NewCollection & { replace_documents: boolean }, null]
  write: [WriteJob, null]
  commit: [unknown, { chunks: number; documents: number }]
  remove: [RemoveJob, number]
  list: [ListJob, { items: DocumentChunk[]; total: number }]
  documents: [
    { collection: string; search: string; limit: number; offset: number },
    { items: KnowledgeDocument[]; total: number },
  ]
  search: [SearchJob, SearchHit[]]
}

export interface JobMessage<Op extends keyof Jobs = keyof Jobs> {
  op: Op
  at: OpenKnowledge
  /** Milliseconds since the epoch. */
  now: number
  job: Jobs[Op][0]
}

export type JobReply<Op extends keyof Jobs = keyof Jobs> =
  | { ok: true; value: Jobs[Op][1] }
  | { ok: false; code: string; message: string; hint?: string; field?: string }
