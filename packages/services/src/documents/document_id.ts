import { hash } from 'node:crypto'

/** The same for the same source and part, whatever the part says by now. */
export const documentId = (source: string, key: string): string =>
  `doc_${hash('sha256', JSON.stringify([source, key])).slice(0, 24)}`
