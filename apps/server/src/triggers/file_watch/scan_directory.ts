import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { WatchedFile } from '@llamanexus/store'
import { TriggerProblem } from '../trigger_problem.ts'

export interface ScanOptions {
  recursive: boolean
  /** Whether a path within the directory, with `/`, is of interest. */
  matches: (path: string) => boolean
}

export interface Scan {
  /** By path within the directory. */
  files: Map<string, WatchedFile>
  /** Folders that could not be read: what is in them is not known to be gone. */
  unread: string[]
}

export const MAX_FILES = 100_000

/** The files of a directory as they are now; symbolic links are not followed. Rejects where the directory itself cannot be read. */
export async function scanDirectory(root: string, options: ScanOptions): Promise<Scan> {
  const scan: Scan = { files: new Map(), unread: [] }
  await scanFolder(root, '', options, scan)
  return scan
}

async function scanFolder(root: string, folder: string, options: ScanOptions, scan: Scan): Promise<void> {
  let entries: Awaited<ReturnType<typeof entriesOf>>
  try {
    entries = await entriesOf(join(root, folder))
  } catch (error) {
    if (folder === '') throw error
    if ((error as { code?: string }).code !== 'ENOENT') scan.unread.push(folder)
    return
  }
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory() && options.recursive) await scanFolder(root, path, options, scan)
    if (!entry.isFile() || !options.matches(path)) continue
    const file = await fileAt(root, path)
    if (file) scan.files.set(path, file)
    if (scan.files.size > MAX_FILES) throw tooMany()
  }
}

const entriesOf = (folder: string) => readdir(folder, { withFileTypes: true })

/** The file as it is now; undefined where there is none, or where it is none. Rejects where that cannot be said. */
export async function fileAt(root: string, path: string): Promise<WatchedFile | undefined> {
  try {
    const found = await lstat(join(root, path), { bigint: true })
    if (!found.isFile()) return undefined
    return {
      path,
      size: Number(found.size),
      mtime: Number(found.mtimeNs / 1000n) / 1000,
      inode: String(found.ino),
    }
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

const tooMany = (): TriggerProblem =>
  new TriggerProblem({
    code: 'too_many_files',
    message: `There are more than ${MAX_FILES.toLocaleString('en')} files`,
    hint: 'Narrow the pattern, or watch a smaller directory.',
    field: 'glob',
  })
