import type { DocumentChunk } from '@llamanexus/node-sdk'
import { termsOf } from '../lexical/index.ts'

/** The terms by which a chunk is found, in their order: those of its text, with those of its title and heading before. */
export const chunkTerms = (chunk: DocumentChunk): string[] =>
  termsOf(`${titleOf(chunk)} ${chunk.text}`.toWellFormed()).map(({ term }) => term)

/** A heading says what a chunk is about, and often is not in its text. */
const titleOf = ({ metadata, text }: DocumentChunk): string =>
  [metadata['title'], metadata['heading']]
    .filter((each) => typeof each === 'string' && !text.includes(each))
    .join(' ')
