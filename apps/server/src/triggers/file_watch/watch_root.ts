import { mkdir, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { TriggerProblem } from '../trigger_problem.ts'

export interface WatchRootOptions {
  /** The workspace directory, absolute. */
  workspace: string
  /** Directories outside of it that an administrator has allowed, absolute. */
  allow: readonly string[]
}

export interface WatchRoot {
  /** Absolute, without symbolic links. */
  path: string
  /** How a path in it is told: relative to the workspace where it is inside, with `/`. */
  tell(path: string): string
}

/**
 * The directory that a node names. One of the workspace is made when missing. Rejects with `TriggerProblem`:
 * `directory_forbidden`, `directory_missing`, `directory_unreadable`.
 */
export async function watchRoot(
  directory: string,
  { workspace, allow }: WatchRootOptions,
): Promise<WatchRoot> {
  await mkdir(workspace, { recursive: true })
  const home = await realpath(workspace)
  const wanted = isAbsolute(directory) ? directory : join(home, directory)
  if (!isAbsolute(directory)) {
    if (!isWithin(home, wanted)) throw forbidden(directory)
    await mkdir(wanted, { recursive: true }).catch(() => undefined)
  }
  const path = await realDirectory(wanted, directory)
  if (isWithin(home, path)) return { path, tell: (inner) => slashed(relative(home, join(path, inner))) }
  const allowed = await Promise.all(allow.map((one) => realpath(one).catch(() => undefined)))
  if (!allowed.some((one) => one !== undefined && isWithin(one, path))) throw forbidden(directory)
  return { path, tell: (inner) => join(path, inner) }
}

async function realDirectory(wanted: string, named: string): Promise<string> {
  try {
    const path = await realpath(wanted)
    if ((await stat(path)).isDirectory()) return path
    throw new TriggerProblem({
      code: 'directory_missing',
      message: `"${named}" is a file, not a directory`,
      hint: 'Name the directory that the file is in, and the file as the pattern.',
      field: 'directory',
    })
  } catch (error) {
    if (error instanceof TriggerProblem) throw error
    throw unreachable(named, error)
  }
}

/** Why a directory cannot be looked at; it may pass by itself. */
export function unreachable(named: string, error: unknown): TriggerProblem {
  const { code } = error as { code?: string }
  const isMissing = code === 'ENOENT' || code === 'ENOTDIR'
  return new TriggerProblem(
    {
      code: isMissing ? 'directory_missing' : 'directory_unreadable',
      message: isMissing
        ? `The directory "${named}" is not there`
        : `The directory "${named}" cannot be read (${code ?? String(error)})`,
      hint: isMissing
        ? 'It is looked for again every few seconds; its files do not count as deleted meanwhile.'
        : 'Let the account of the server read it; it is tried again every few seconds.',
      field: 'directory',
    },
    { passing: true },
  )
}

const forbidden = (directory: string): TriggerProblem =>
  new TriggerProblem({
    code: 'directory_forbidden',
    message: `"${directory}" is outside of the workspace and not allowed`,
    hint: 'Name a directory of the workspace, or have an administrator add this one to LLAMANEXUS_WATCH_ALLOW.',
    field: 'directory',
  })

const isWithin = (parent: string, path: string): boolean => {
  const way = relative(parent, path)
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way))
}

const slashed = (path: string): string => (sep === '/' ? path : path.replaceAll(sep, '/'))
