import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, link, mkdir, open, rename, rm } from 'node:fs/promises'
import { type FileService, NodeError, type WriteFileRequest } from '@llamanexus/node-sdk'
import { containedPath } from './contained_path.ts'
import { fileFailure } from './file_failure.ts'

export interface FileServiceOptions {
  /** The workspace; made when something is first written. */
  root: string
}

/** Files below one directory. A file is replaced as a whole or not at all; a symbolic link is never written through. */
export function createFileService({ root }: FileServiceOptions): FileService {
  return {
    async write(request) {
      try {
        await mkdir(root, { recursive: true })
        const place = await containedPath(root, request.path)
        const bytes = bytesOf(request)
        request.signal?.throwIfAborted()
        if (request.mode === 'append') await append(place, bytes)
        else await replace(place, bytes, request)
        return { bytes: bytes.length }
      } catch (error) {
        throw fileFailure(request.path, error)
      }
    },
  }
}

const bytesOf = ({ content }: WriteFileRequest): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content) : content

async function append(place: string, bytes: Uint8Array): Promise<void> {
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0 } = constants
  await withFile(await open(place, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o644), bytes)
}

/** Written beside its place under another name first, so that nobody ever reads a half of it. */
async function replace(place: string, bytes: Uint8Array, { mode, path }: WriteFileRequest): Promise<void> {
  const beside = `${place}.${randomUUID()}.part`
  try {
    await withFile(await open(beside, 'wx', 0o644), bytes)
    if (mode === 'overwrite') return await rename(beside, place)
    // A link fails where something is there already, which a rename would replace.
    await link(beside, place)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw exists(path, error)
    throw error
  } finally {
    await rm(beside, { force: true })
  }
}

async function withFile(file: FileHandle, bytes: Uint8Array): Promise<void> {
  try {
    await file.writeFile(bytes)
    await file.sync()
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
