import {
  type CredentialService,
  type HttpService,
  type KnowledgeStore,
  NodeError,
} from '@llamanexus/node-sdk'
import type { HostGuard } from '../../http/host_guard.ts'
import type { CollectionStore } from '../collection_store.ts'
import type { KnowledgeThreads } from '../database/knowledge_threads.ts'
import { createEmbeddedStore } from './embedded/embedded_store.ts'
import { createPgvectorStore } from './pgvector/pgvector_store.ts'
import { createQdrantStore } from './qdrant/qdrant_store.ts'

/** What stores elsewhere are reached with: guarded addresses, and credentials of the vault. */
export interface RemoteParts {
  http: HttpService
  guard: HostGuard
  credentials: CredentialService
}

export interface StoreParts extends RemoteParts {
  /** Vectors of words and terms of chunks are made in threads. */
  threads: KnowledgeThreads
  /** Milliseconds since the epoch. */
  clock: () => number
  /** Of one search or list, in milliseconds. */
  timeout_ms: number
}

export interface OpenStores {
  of(place: KnowledgeStore): CollectionStore
  close(): Promise<void>
}

export function openStores({
  remote,
  ...parts
}: Omit<StoreParts, keyof RemoteParts> & { remote?: RemoteParts }): OpenStores {
  const stores: Partial<Record<KnowledgeStore['kind'], CollectionStore>> = {
    embedded: createEmbeddedStore(parts.threads),
    ...(remote && {
      pgvector: createPgvectorStore({ ...parts, ...remote }),
      qdrant: createQdrantStore({ ...parts, ...remote }),
    }),
  }
  return {
    of({ kind }) {
      const store = stores[kind]
      if (store) return store
      throw new NodeError('store_invalid', `Collections cannot be kept in ${kind} here`, { retryable: false })
    },
    async close() {
      await Promise.all(Object.values(stores).map((store) => store.close()))
    },
  }
}
