import type { DocumentChunk } from '@llamanexus/node-sdk'
import { termsOf } from '../lexical/index.ts'

export interface ChunkTerms {
  /** Those by which it is found, in their order: of its title and heading, and of its text. */
  terms: string[]
  /** Those of its text, out of which its vector is made where it brings none. */
  own: string[]
}

export function chunkTerms(chunk: DocumentChunk): ChunkTerms {
  const own = namesOf(chunk.text)
  const title = titleOf(chunk)
  return { terms: title === '' ? own : [...namesOf(title), ...own], own }
}

const namesOf = (text: string): string[] => termsOf(text).map(({ term }) => term)

/** A heading says what a chunk is about, and often is not in its text. */
const titleOf = ({ metadata, text }: DocumentChunk): string =>
  [metadata['title'], metadata['heading']]
    .filter((each) => typeof each === 'string' && !text.includes(each))
    .join(' ')
