import { hash } from 'node:crypto'
import { type DocumentChunk, NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'

type StoredChunk = DocumentChunk & { vector?: number[] }

/**
 * Reads what people wire into a store: chunks of a Chunker, documents of a loader, objects with a `text`, or bare texts.
 * What has no id gets one from its text, so that the same text is stored once. Throws `NodeError` `input_invalid`.
 */
export function* chunksOf(data: JsonValue): Generator<StoredChunk> {
  const items = Array.isArray(data) ? data : [data]
  for (const [index, item] of items.entries()) yield chunkOf(item, index)
}

function chunkOf(item: JsonValue, index: number): StoredChunk {
  const { text, ...rest } = typeof item === 'string' ? { text: item } : objectOf(item, index)
  if (typeof text !== 'string') throw invalid(index, 'has no text')
  const metadata = isObject(rest['metadata']) ? rest['metadata'] : {}
  const id = textOf(rest['id']) || hash('sha256', text).slice(0, 32)
  const source = textOf(metadata['source']) || textOf(rest['source'])
  const vector = vectorOf(rest['vector'] ?? rest['embedding'], index)
  return {
    id,
    text,
    document_id: textOf(rest['document_id']) || id,
    index: numberOf(rest['index'], 0),
    start: numberOf(rest['start'], 0),
    end: numberOf(rest['end'], text.length),
    metadata: { ...metadata, source },
    ...(vector && { vector }),
  }
}

function vectorOf(value: JsonValue | undefined, index: number): number[] | undefined {
  if (value === undefined || value === null) return undefined
  if (Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === 'number'))
    return value
  throw invalid(index, 'has a vector that is no list of numbers')
}

function objectOf(item: JsonValue, index: number): JsonObject {
  if (isObject(item)) return item
  throw invalid(index, 'is neither a text nor an object')
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (value: JsonValue | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

const numberOf = (value: JsonValue | undefined, otherwise: number): number =>
  Number.isInteger(value) && Number(value) >= 0 ? Number(value) : otherwise

const invalid = (index: number, what: string): NodeError =>
  new NodeError('input_invalid', `Item ${index + 1} of "data" ${what}`, {
    field: 'data',
    hint: 'Connect the chunks of a Chunker, or a list of texts.',
    retryable: false,
  })
