import { mkdir, realpath } from 'node:fs/promises'
import { dirname, isAbsolute, join, normalize, sep } from 'node:path'
import { NodeError } from '@llamanexus/node-sdk'

const MAX_CHARS = 1024

/**
 * The place of a file below the root, its folders made where they were missing. Throws `NodeError` `path_invalid` where
 * the path is none, and `path_outside` where it leads out, also by a symbolic link.
 */
export async function containedPath(root: string, path: string): Promise<string> {
  const wanted = join(root, parsePath(path))
  const top = await realpath(root)
  const folder = dirname(wanted)
  // Looked at before anything is made: a link on the way would have folders made elsewhere.
  if (!isWithin(await nearestReal(folder), top)) throw outside(path)
  await mkdir(folder, { recursive: true })
  const real = await realpath(folder)
  if (!isWithin(real, top)) throw outside(path)
  return join(real, wanted.slice(folder.length + 1))
}

/** Checks by its text alone; the answer is relative, in the separators of this system. */
export function parsePath(path: string): string {
  const refuse = (why: string) =>
    new NodeError('path_invalid', `"${path.slice(0, 100)}" ${why}`, {
      field: 'path',
      hint: 'Give a path below the workspace, such as reports/today.md.',
      retryable: false,
    })
  if (path.trim() === '') throw refuse('is empty')
  if (path.length > MAX_CHARS) throw refuse(`is longer than ${MAX_CHARS} characters`)
  if (path.includes('\0')) throw refuse('holds a NUL')
  if (isAbsolute(path) || /^[\\/]|^[A-Za-z]:/.test(path)) throw refuse('is absolute')
  const segments = path.split(/[\\/]/)
  if (segments.includes('..')) throw outside(path)
  if (segments.at(-1) === '' || segments.at(-1) === '.') throw refuse('names a folder, not a file')
  return normalize(segments.join(sep))
}

/** The real path of a folder, or of the nearest one above it that is there. */
async function nearestReal(folder: string): Promise<string> {
  try {
    return await realpath(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(folder) === folder) throw error
    return nearestReal(dirname(folder))
  }
}

const isWithin = (path: string, top: string): boolean => path === top || path.startsWith(top + sep)

export const outside = (path: string): NodeError =>
  new NodeError('path_outside', `"${path.slice(0, 100)}" leads out of the workspace`, {
    field: 'path',
    hint: 'Workflows reach what is below the workspace directory only.',
    retryable: false,
  })
