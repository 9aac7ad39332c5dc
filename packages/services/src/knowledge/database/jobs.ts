import type { CollectionInfo, DocumentChunk, KnowledgeDocument, SearchHit } from '@llamanexus/node-sdk'
import type * as Store from '../collection_store.ts'
import type { OpenKnowledge } from './open_knowledge.ts'

export type NewCollection = Store.PlacedCollection

/** The jobs of a store as they go to a thread: a collection by its name, and no signal, which ends the thread instead. */
type Named<Job> = Omit<Job, 'collection' | 'signal'> & { collection: string }
export type ListJob = Named<Store.ListJob>
export type RemoveJob = Named<Store.RemoveJob>
export type SearchJob = Named<Store.SearchJob>

export interface WriteJob {
  chunks: readonly DocumentChunk[]
  /** One a chunk; null where it has none. Absent: made by the worker. */
  vectors?: readonly (Uint8Array | null)[]
}

/** A chunk with what a store elsewhere keeps of it. */
export interface PreparedChunk {
  /** Of its words where it brought none; null where there is none. */
  vector: Uint8Array | null
  /** Its terms, and how often each stands there. */
  terms: [term: string, count: number][]
  /** How many terms in all. */
  length: number
}

/** What the worker can be asked, and what each answers. */
export interface Jobs {
  open: [unknown, null]
  collections: [unknown, CollectionInfo[]]
  find: [{ name: string }, Store.PlacedCollection | null]
  /** The same, but throws `collection_missing`. */
  named: [{ name: string }, Store.PlacedCollection]
  create: [NewCollection, CollectionInfo]
  /** What a store elsewhere has said last; the collection is entered where it is not. */
  note: [NewCollection & Partial<Store.Counts>, null]
  describe: [{ name: string; description: string }, CollectionInfo]
  drop: [{ name: string }, boolean]
  /** `begin`, `write` as often as there is something, `commit`: one transaction, undone when the worker ends before. */
  begin: [NewCollection & { replace_documents: boolean }, null]
  write: [WriteJob, null]
  commit: [unknown, Store.Written]
  /** Vectors and terms of chunks, for a store elsewhere. */
  prepare: [WriteJob, PreparedChunk[]]
  remove: [RemoveJob, number]
  list: [ListJob, { items: DocumentChunk[]; total: number }]
  documents: [Named<Store.DocumentsJob>, { items: KnowledgeDocument[]; total: number }]
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
