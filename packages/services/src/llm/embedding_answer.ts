import { NodeError } from '@llamanexus/node-sdk'
import { toldBy } from './told_by.ts'

export interface EmbeddingAnswer {
  /** In the order of the texts, of length 1. */
  vectors: number[][]
  tokens?: number
}

/** Servers may answer in any order, where `index` says which text a vector is of. Throws `NodeError` `provider_error`. */
export function embeddingAnswer(answer: unknown, count: number, provider: string): EmbeddingAnswer {
  const { data, usage } = object(answer)
  if (!Array.isArray(data)) {
    const { message } = toldBy(JSON.stringify(answer))
    throw unreadable(provider, `no list of embeddings${message ? `, but said: ${message}` : ''}`)
  }
  if (data.length !== count) throw unreadable(provider, `${data.length} embeddings for ${count} texts`)
  const vectors = new Map<number, number[]>()
  for (const [position, row] of data.entries()) {
    const { embedding, index = position } = object(row)
    const vector = vectorOf(embedding)
    if (!vector) throw unreadable(provider, 'an embedding that is no list of numbers')
    vectors.set(Number(index), normalised(vector))
  }
  const ordered = Array.from({ length: count }, (_, index) => vectors.get(index))
  if (!ordered.every((vector) => vector !== undefined))
    throw unreadable(provider, 'embeddings whose numbers are not those of the texts')
  const tokens = object(usage).prompt_tokens ?? object(usage).total_tokens
  return { vectors: ordered, tokens: typeof tokens === 'number' ? tokens : undefined }
}

/** A list of numbers, or the bytes of them in base64, which some servers give whatever they are asked for. */
function vectorOf(embedding: unknown): number[] | undefined {
  const numbers = typeof embedding === 'string' ? floatsOf(embedding) : embedding
  if (!Array.isArray(numbers) || numbers.length === 0) return undefined
  return numbers.every((part) => Number.isFinite(part)) ? numbers : undefined
}

/** 32 bits each, the least byte first. */
function floatsOf(base64: string): number[] {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length % 4 !== 0) return []
  return Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4))
}

/** Of length 1, so that a dot product is the cosine; a vector of zeros stays. */
function normalised(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector)
  return length === 0 ? [...vector] : vector.map((part) => part / length)
}

const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

export const unreadable = (provider: string, what: string): NodeError =>
  new NodeError('provider_error', `${provider} gave ${what}`, {
    field: 'model',
    hint: 'Check that the model is one for embeddings.',
    retryable: false,
  })
