import { vectorOfTerms } from '../../lexical/index.ts'
import { chunkTerms } from '../chunk_terms.ts'
import { blobOf } from '../vector_blob.ts'
import type { PreparedChunk, WriteJob } from './jobs.ts'

/** What a store elsewhere keeps beside the chunks: done in a thread, for it takes its time. */
export const prepareChunks = ({ chunks, vectors }: WriteJob): PreparedChunk[] =>
  chunks.map((chunk, at) => {
    const { terms, own } = chunkTerms(chunk)
    const counts = new Map<string, number>()
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
    const vector = vectors ? (vectors[at] ?? null) : blobOf(vectorOfTerms(own))
    return { vector, terms: [...counts], length: terms.length }
  })
