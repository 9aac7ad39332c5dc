import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { type FileInfo, NodeError, type ReadFileRequest } from '@llamanexus/node-sdk'
import { existingPath } from './existing_path.ts'
import { tooLarge } from './file_bytes.ts'
import { fileInfo } from './file_info.ts'

const PIECE_BYTES = 256 * 1024
const DEFAULT_MAX_BYTES = 50 * 2 ** 20

/** The whole file. It is the opened file whose size is looked at, and that may still grow while it is read. */
export async function readWhole(root: string, request: ReadFileRequest): Promise<Uint8Array> {
  const { path, max_bytes: limit = DEFAULT_MAX_BYTES, signal } = request
  const { file, bytes } = await openFile(root, path)
  const pieces: Uint8Array[] = []
  if (bytes > limit) {
    await file.close()
    throw tooLarge(path, limit)
  }
  let total = 0
  for await (const piece of contentOf(file)) {
    signal?.throwIfAborted()
    total += piece.length
    if (total > limit) throw tooLarge(path, limit)
    pieces.push(piece)
  }
  return Buffer.concat(pieces, total)
}

export async function openPieces(
  root: string,
  path: string,
): Promise<{ info: FileInfo; content: AsyncIterable<Uint8Array> }> {
  const { file } = await openFile(root, path)
  return { info: fileInfo(path, await file.stat()), content: contentOf(file) }
}

async function openFile(root: string, path: string): Promise<{ file: FileHandle; bytes: number }> {
  const place = await existingPath(root, path)
  // A pipe would hold whoever opens it until somebody writes.
  requireFile(path, (await stat(place)).isFile())
  const { O_RDONLY, O_NOFOLLOW = 0 } = constants
  const file = await open(place, O_RDONLY | O_NOFOLLOW)
  const found = await file.stat()
  return { file, bytes: found.size }
}

function requireFile(path: string, isFile: boolean): void {
  if (isFile) return
  throw new NodeError('path_invalid', `"${path}" is no file`, {
    field: 'path',
    hint: 'Name a file in it.',
    retryable: false,
  })
}

async function* contentOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(PIECE_BYTES), 0, PIECE_BYTES)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}
