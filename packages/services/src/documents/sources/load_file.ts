import { type LoadedDocument, type LoadRequest, NodeError } from '@llamanexus/node-sdk'
import { DEFAULT_MAX_BYTES, type Sources } from './sources.ts'

/** A file of the workspace. */
export async function loadFile({ files, parse }: Sources, request: LoadRequest): Promise<LoadedDocument[]> {
  const { source, max_bytes = DEFAULT_MAX_BYTES, signal } = request
  const path = source.trim()
  try {
    const bytes = await files.read({ path, max_bytes, signal })
    return await parse({ ...request, name: path, source: path, bytes })
  } catch (error) {
    throw atSource(error)
  }
}

/** What the file service calls `path` is called `source` here; a file that is too large is a document that is. */
export function atSource(error: unknown): unknown {
  if (!(error instanceof NodeError) || error.field !== 'path') return error
  const { message, retryable, cause } = error
  const isFolder = error.code === 'path_invalid' && /is (?:no file|a folder)$/.test(message)
  const hint = isFolder ? 'Name a file in it, or choose `directory` as what the source is.' : error.hint
  const code = error.code === 'file_too_large' ? 'document_too_large' : error.code
  return new NodeError(code, message, { field: 'source', hint, retryable, cause })
}
