import type { DocumentChunk } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import type { PreparedChunk } from '../../database/jobs.ts'
import { keyOf } from '../key_of.ts'
import { tidyJson } from '../tidy_json.ts'
import { facetsOf } from './facets.ts'
import { wordVector } from './word_vector.ts'

/** Named vectors of a point: what it means, and its words. */
export const MEANING = 'meaning'
export const WORDS = 'words'

/** The point that says what the collection is and which version of it is read. */
export const STATE_POINT = '00000000-0000-4000-8000-4c4e584b0001'

/** What the points are like, for those that are to read them. A newer release says so by another number. */
export const FORMAT = 1

export interface State {
  format: number
  collection: string
  model: string
  dimensions: number
  /** What was born until then, and had not died until then, is what the collection holds. */
  version: number
  documents: number
  chunks: number
  /** Terms of all chunks. */
  terms: number
}

export interface Point {
  id: string
  vector: Record<string, number[] | { indices: number[]; values: number[] }>
  payload: JsonObject
}

/** What is kept of a chunk. */
export interface ChunkPayload {
  id: string
  key: string
  document_id: string
  document_key: string
  index: number
  start: number
  end: number
  text: string
  metadata: JsonObject & { source: string }
  source: string
  title: string
  /** Terms. */
  length: number
  characters: number
}

/** Half of a surrogate pair is no text that Qdrant reads. */
export const tidy = (text: string): string => text.toWellFormed()

export function chunkPoint(
  chunk: DocumentChunk,
  { vector, terms, length }: PreparedChunk,
  born: number,
): Point {
  const metadata = tidyJson(chunk.metadata as JsonObject, tidy)
  const id = tidy(chunk.id)
  const text = tidy(chunk.text)
  const payload: ChunkPayload = {
    id,
    key: keyOf(id),
    document_id: tidy(chunk.document_id),
    document_key: keyOf(tidy(chunk.document_id)),
    index: chunk.index,
    start: chunk.start,
    end: chunk.end,
    text,
    metadata: metadata as ChunkPayload['metadata'],
    source: textIn(metadata['source']),
    title: textIn(metadata['title']),
    length,
    characters: [...text].length,
  }
  return {
    id: keyOf(`${born} chunk ${id}`),
    vector: {
      ...(vector && { [MEANING]: floatsOf(vector) }),
      ...(terms.length > 0 && { [WORDS]: wordVector(terms, length) }),
    },
    payload: { ...payload, kind: 'chunk', born, ...facetsOf(metadata) },
  }
}

export const chunkOf = (payload: ChunkPayload): DocumentChunk => ({
  id: payload.id,
  text: payload.text,
  document_id: payload.document_id,
  index: payload.index,
  start: payload.start,
  end: payload.end,
  metadata: payload.metadata,
})

/** Nine digits say a 32-bit float exactly. */
export const floatsOf = (blob: Uint8Array): number[] =>
  Array.from(new Float32Array(blob.slice().buffer), (part) => Number(part.toPrecision(9)))

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '')
