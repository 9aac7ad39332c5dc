import { createHash } from 'node:crypto'

/** The same for the same source and part, whatever the part says by now. */
export const documentId = (source: string, key: string): string =>
  `doc_${createHash('sha256')
    .update(JSON.stringify([source, key]))
    .digest('hex')
    .slice(0, 24)}`
