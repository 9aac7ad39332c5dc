import { LEXICAL } from '../../../lexical/index.ts'
import type { CollectionStore, PlacedCollection } from '../../collection_store.ts'
import type { KnowledgeThreads } from '../../database/knowledge_threads.ts'
import { plainChunk } from '../../plain_chunk.ts'

/** Chunks that the worker takes at once: between two such pieces a call can be cancelled and tells how far it is. */
const PIECE = 128

/** Chunks in the database that knows the collections: a collection comes and goes there with all that it holds. */
export function createEmbeddedStore({ read, write, writing }: KnowledgeThreads): CollectionStore {
  return {
    check: async () => ({ server: 'The data directory' }),
    attach: async ({ model = LEXICAL.id, dimensions }) => ({ model, dimensions, is_new: true }),
    async counts({ name }) {
      const found = (await read('collections', null)).find((each) => each.name === name)
      return { documents: found?.documents ?? 0, chunks: found?.chunks ?? 0 }
    },
    async upsert({ collection, chunks, vectors, replace_documents, signal, onProgress }) {
      return writing(signal, async (ask) => {
        await ask('begin', {
          ...collection,
          dimensions: givenDimensions(collection, vectors),
          replace_documents,
        })
        for (let at = 0; at < chunks.length; at += PIECE) {
          const piece = chunks.slice(at, at + PIECE).map(plainChunk)
          await ask('write', { chunks: piece, vectors: vectors?.slice(at, at + PIECE) })
          onProgress(Math.min(chunks.length, at + PIECE))
        }
        return ask('commit', null)
      })
    },
    remove: ({ collection, signal, ...job }) =>
      write('remove', { ...job, collection: collection.name }, signal),
    list: ({ collection, signal, ...job }) => read('list', { ...job, collection: collection.name }, signal),
    documents: ({ collection, ...job }) => read('documents', { ...job, collection: collection.name }),
    search: ({ collection, signal, ...job }) =>
      read('search', { ...job, collection: collection.name }, signal),
    drop: async () => undefined,
    close: async () => undefined,
  }
}

/** Of the vectors that are to be written, which the worker holds against those that are there. */
const givenDimensions = (
  { dimensions }: PlacedCollection,
  vectors: readonly (Uint8Array | null)[] | undefined,
): number => (vectors ? (vectors.find((each) => each)?.byteLength ?? 0) / 4 : dimensions)
