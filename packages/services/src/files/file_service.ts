import { rm, rmdir, stat } from 'node:fs/promises'
import type { FileService } from '@llamanexus/node-sdk'
import { existingPath, removablePath } from './existing_path.ts'
import { fileFailure } from './file_failure.ts'
import { fileInfo } from './file_info.ts'
import { listFiles } from './list_files.ts'
import { openPieces, readWhole } from './read_file.ts'
import { writeFile } from './write_file.ts'

export interface FileServiceOptions {
  /** The workspace; made when something is first written. */
  root: string
}

/** Files below one directory. A file is replaced as a whole or not at all; no symbolic link leads out of it. */
export function createFileService({ root }: FileServiceOptions): FileService {
  return {
    write: (request) => told(request.path, () => writeFile(root, request)),
    read: (request) => told(request.path, () => readWhole(root, request)),
    open: (path) => told(path, () => openPieces(root, path)),
    stat: (path) => told(path, async () => fileInfo(path, await stat(await existingPath(root, path)))),
    async list(request = {}) {
      const { folder = '' } = request
      try {
        return await told(folder, () => listFiles(root, request))
      } catch (error) {
        // Nothing was ever written: an empty workspace, not a missing one.
        if (folder === '' && codeOf(error) === 'file_missing') return { items: [], total: 0 }
        throw error
      }
    },
    async remove(path, { recursive = false } = {}) {
      try {
        await told(path, () => removeAt(root, path, recursive))
        return true
      } catch (error) {
        if (codeOf(error) === 'file_missing') return false
        throw error
      }
    },
  }
}

async function removeAt(root: string, path: string, recursive: boolean): Promise<void> {
  const place = await removablePath(root, path)
  if (recursive) return rm(place, { recursive: true })
  try {
    await rm(place)
  } catch (error) {
    if (codeOf(error) !== 'ERR_FS_EISDIR') throw error
    await rmdir(place)
  }
}

async function told<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw fileFailure(path, error)
  }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code
