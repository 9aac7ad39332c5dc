import { lstat, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { NodeError } from '@llamanexus/node-sdk'
import { outside, parsePath } from './contained_path.ts'

/** The real place of what is below the root already; `''` is the root. Throws `path_invalid`, `path_outside`, or what the system says. */
export async function existingPath(root: string, path: string): Promise<string> {
  const relative = path === '' ? '' : parsePath(path)
  const top = await realpath(root)
  const wanted = join(top, relative)
  const real = await realpath(wanted)
  if (real !== top && !real.startsWith(top + sep)) throw outside(path)
  return real
}

/** The same for what is about to be removed: a link is itself, not what it leads to. */
export async function removablePath(root: string, path: string): Promise<string> {
  const relative = parsePath(path)
  const cut = relative.lastIndexOf(sep)
  const folder = await existingPath(root, cut < 0 ? '' : relative.slice(0, cut))
  const place = join(folder, relative.slice(cut + 1))
  if (place === folder)
    throw new NodeError('path_invalid', 'The workspace itself stays', { field: 'path', retryable: false })
  await lstat(place)
  return place
}
