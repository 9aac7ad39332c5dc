import type { WriteFileRequest } from '@llamanexus/node-sdk'
import { NodeError } from '@llamanexus/node-sdk'

/** A content as pieces of at most the bytes that are allowed. */
export async function* piecesOf({
  content,
  max_bytes = Number.POSITIVE_INFINITY,
  path,
  signal,
}: WriteFileRequest): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const piece of wholeOrPieces(content)) {
    signal?.throwIfAborted()
    bytes += piece.length
    if (bytes > max_bytes) throw tooLarge(path, max_bytes)
    yield piece
  }
  // A content without pieces has nothing to stop at.
  signal?.throwIfAborted()
}

const wholeOrPieces = (content: WriteFileRequest['content']) => {
  if (typeof content === 'string') return [Buffer.from(content)]
  return content instanceof Uint8Array ? [content] : content
}

export const tooLarge = (path: string, limit: number): NodeError =>
  new NodeError('file_too_large', `"${path}" is larger than ${Math.round(limit / 2 ** 16) / 16} MB`, {
    field: 'path',
    hint: 'Take a smaller file, or raise the limit.',
    retryable: false,
  })
