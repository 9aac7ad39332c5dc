import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { type FileInfo, type ListFilesRequest, NodeError } from '@llamanexus/node-sdk'
import { existingPath } from './existing_path.ts'
import { fileInfo } from './file_info.ts'
import { globMatcher } from './glob_matcher.ts'

/** Of one listing; more would be a whole disk. */
const MAX_ENTRIES = 100_000

interface Found {
  /** Below the workspace. */
  path: string
  isFolder: boolean
}

/** What is in a folder of the root, in order. Only what is on the page is asked for its size and time. */
export async function listFiles(
  root: string,
  request: ListFilesRequest,
): Promise<{ items: FileInfo[]; total: number }> {
  const { offset = 0, limit = Number.POSITIVE_INFINITY } = request
  const folder = (request.folder ?? '').replaceAll('\\', '/').replaceAll(/^\.?\/*$|\/+$/g, '')
  const top = await existingPath(root, folder)
  const prefix = folder === '' ? '' : `${folder}/`
  const found = (await walk(top, request)).toSorted(inOrder)
  const page = found.slice(offset, offset + limit)
  const items: FileInfo[] = []
  for (const { path } of page) {
    // It may be gone by now, which makes the page one shorter.
    const stats = await lstat(join(top, path)).catch(() => undefined)
    if (stats) items.push(fileInfo(`${prefix}${path}`, stats))
  }
  return { items, total: found.length }
}

async function walk(top: string, { recursive, glob, search, signal }: ListFilesRequest): Promise<Found[]> {
  const fits = globMatcher(glob)
  const part = search?.toLowerCase() ?? ''
  const found: Found[] = []
  const open = ['']
  let seen = 0
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    signal?.throwIfAborted()
    for (const entry of await readdir(join(top, folder), { withFileTypes: true })) {
      if ((seen += 1) > MAX_ENTRIES) throw tooMany()
      if (seen % 1000 === 0) await setImmediate()
      if (!isOurs(entry)) continue
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      const isFolder = entry.isDirectory()
      if (isFolder && recursive) open.push(path)
      else if (path.toLowerCase().includes(part) && (isFolder || fits(path))) found.push({ path, isFolder })
    }
  }
  return found
}

/** No links, no sockets, and nothing that is being written beside its place. */
const isOurs = (entry: Dirent): boolean =>
  entry.isDirectory() || (entry.isFile() && !/\.[0-9a-f-]{36}\.part$/.test(entry.name))

const inOrder = (a: Found, b: Found): number =>
  Number(b.isFolder) - Number(a.isFolder) || (a.path < b.path ? -1 : 1)

const tooMany = (): NodeError =>
  new NodeError('file_failed', `There are more than ${MAX_ENTRIES} files`, {
    hint: 'Name a folder further down.',
    retryable: false,
  })
