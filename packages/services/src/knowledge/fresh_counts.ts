import { type CollectionInfo, type KnowledgeStore, NodeError } from '@llamanexus/node-sdk'
import type { CollectionStore } from './collection_store.ts'

/** A list is not held up longer by a store that does not answer. */
const PATIENCE_MS = 3000

/** What stores elsewhere say of their collections now, all asked at once; of one that does not answer, why. */
export const freshCounts = (
  collections: readonly CollectionInfo[],
  storeOf: (place: KnowledgeStore) => CollectionStore,
): Promise<CollectionInfo[]> =>
  Promise.all(
    collections.map(async (info) => {
      if (info.store.kind === 'embedded') return info
      try {
        const { documents, chunks } = await storeOf(info.store).counts(info, AbortSignal.timeout(PATIENCE_MS))
        return { ...info, documents, chunks }
      } catch (error) {
        return { ...info, problem: problemOf(error) }
      }
    }),
  )

function problemOf(error: unknown): NonNullable<CollectionInfo['problem']> {
  if (!(error instanceof NodeError)) throw error
  if (error.code === 'aborted')
    return { code: 'timeout', message: `It gave no answer within ${PATIENCE_MS} ms` }
  const { code, message, hint } = error
  return { code, message, ...(hint !== undefined && { hint }) }
}
