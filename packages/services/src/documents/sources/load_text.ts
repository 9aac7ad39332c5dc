import { createHash } from 'node:crypto'
import type { LoadedDocument, LoadRequest } from '@llamanexus/node-sdk'
import { documentId } from '../document_id.ts'
import type { Sources } from './sources.ts'

/** The text itself. Its ids follow from what it says, since it comes from nowhere. */
export async function loadText({ parse }: Sources, request: LoadRequest): Promise<LoadedDocument[]> {
  const { source, format = 'auto' } = request
  const digest = createHash('sha256').update(source).digest('hex').slice(0, 16)
  const own = format === 'auto' ? 'txt' : format
  const named = { name: 'text', source: 'text', bytes: Buffer.from(source), format: own }
  const documents = await parse({ ...request, ...named })
  return documents.map((document, at) => ({ ...document, id: documentId(`text ${digest}`, String(at)) }))
}
