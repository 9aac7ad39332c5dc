import { NodeError, type Turns } from '@llamanexus/node-sdk'

const MAX_TEXT_CHARACTERS = 200_000

/** Names stand in addresses and in forms. Throws `NodeError` `collection_invalid`. */
export function checkName(name: string): void {
  if (/^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._-]{0,99}$/u.test(name) && name.trimEnd() === name) return
  throw new NodeError('collection_invalid', `"${name.slice(0, 100)}" is no name of a collection`, {
    field: 'collection',
    hint: 'Use up to 100 letters, digits, spaces, dots, dashes and underscores, with a letter or digit first.',
    retryable: false,
  })
}

interface GivenChunk {
  id: string
  text: string
  document_id: string
  vector?: readonly number[]
}

/** Throws `NodeError` `chunk_invalid`, which says which one. */
export async function checkChunks(chunks: readonly GivenChunk[], turns: Turns): Promise<void> {
  const [dimensions = 0, ...others] = new Set(chunks.flatMap(({ vector }) => (vector ? [vector.length] : [])))
  if (others.length > 0)
    throw invalid(`The vectors have different lengths: ${[dimensions, ...others].join(', ')}`)
  for (const [at, { id, text, document_id, vector }] of chunks.entries()) {
    await turns.next()
    const which = `Chunk ${at + 1}`
    if (id === '' || id.length > 1000)
      throw invalid(`${which} has no id, or one of more than 1,000 characters`)
    if (document_id === '') throw invalid(`${which} ("${id}") has no document_id`)
    if (text.length > MAX_TEXT_CHARACTERS)
      throw invalid(`${which} ("${id}") has more than ${MAX_TEXT_CHARACTERS} characters`)
    if (vector && !vector.every((part) => Number.isFinite(part)))
      throw invalid(`${which} ("${id}") has a vector that is no list of numbers`)
  }
}

/** The number itself where it lies within; throws `NodeError` `config_invalid` otherwise. */
export function rangeOf(field: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value
  throw new NodeError('config_invalid', `${field} is ${value}; it goes from ${least} to ${most}`, {
    field,
    retryable: false,
  })
}

const invalid = (message: string): NodeError =>
  new NodeError('chunk_invalid', message, {
    field: 'data',
    hint: 'Split documents with a Chunker; its chunks have all that is needed.',
    retryable: false,
  })
