import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, link, mkdir, open, rename, rm } from 'node:fs/promises'
import { NodeError, type WriteFileRequest } from '@llamanexus/node-sdk'
import { containedPath } from './contained_path.ts'
import { piecesOf } from './file_bytes.ts'

/** Writes below the root, whose folders are made. Rejects with what the system says. */
export async function writeFile(root: string, request: WriteFileRequest): Promise<{ bytes: number }> {
  await mkdir(root, { recursive: true })
  const place = await containedPath(root, request.path)
  request.signal?.throwIfAborted()
  const bytes = await (request.mode === 'append' ? append(place, request) : replace(place, request))
  return { bytes }
}

async function append(place: string, request: WriteFileRequest): Promise<number> {
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0 } = constants
  return fill(await open(place, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o644), request)
}

/** Written beside its place under another name first, so that nobody ever reads a half of it. */
async function replace(place: string, request: WriteFileRequest): Promise<number> {
  const beside = `${place}.${randomUUID()}.part`
  try {
    const bytes = await fill(await open(beside, 'wx', 0o644), request)
    if (request.mode === 'overwrite') await rename(beside, place)
    // A link fails where something is there already, which a rename would replace.
    else await link(beside, place)
    return bytes
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw exists(request.path, error)
    throw error
  } finally {
    await rm(beside, { force: true })
  }
}

async function fill(file: FileHandle, request: WriteFileRequest): Promise<number> {
  try {
    let bytes = 0
    for await (const piece of piecesOf(request)) {
      await file.writeFile(piece)
      bytes += piece.length
    }
    await file.sync()
    return bytes
  } finally {
    await file.close()
  }
}

const exists = (path: string, cause: unknown): NodeError =>
  new NodeError('file_exists', `"${path}" is there already`, {
    field: 'path',
    hint: 'Choose another path, or let the node replace what is there.',
    retryable: false,
    cause,
  })
