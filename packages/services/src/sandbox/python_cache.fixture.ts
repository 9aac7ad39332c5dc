import { fileURLToPath } from 'node:url'

/** One for all tests, so that what Python starts from is made once. */
export const pythonCache = fileURLToPath(
  new URL('../../../../node_modules/.cache/llamanexus', import.meta.url),
)
