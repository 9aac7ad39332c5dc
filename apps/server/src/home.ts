import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StartError } from './start_error.ts'

/** The data directory, held by one process at a time. */
export interface Home {
  readonly path: string
  /** Writes `server.json` for the commands that talk to a running server. */
  announce(url: string): void
  release(): void
}

export const defaultHome = (): string => join(homedir(), '.llamanexus')

/** Makes the directory when missing and takes it. Throws `StartError`: `home_unwritable`, `home_in_use`. */
export function openHome(path: string): Home {
  makeWritable(path)
  const lock = takeLock(path)
  const notice = join(path, 'server.json')
  return {
    path,
    announce(url) {
      writeFileSync(notice, `${JSON.stringify({ url, pid: process.pid })}\n`, { mode: 0o600 })
    },
    release() {
      if (!lock.isOpen) return
      rmSync(notice, { force: true })
      lock.close()
    },
  }
}

function makeWritable(path: string): void {
  try {
    makeFolders(path)
    accessSync(path, constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new StartError(
      'home_unwritable',
      `The data directory ${path} cannot be written. Choose another with LLAMANEXUS_HOME.`,
      { cause },
    )
  }
}

/** Node's own `recursive` never comes back from a place like `/proc`, where a folder is missing although its parent is there. */
function makeFolders(path: string): void {
  if (existsSync(path)) return
  const parent = dirname(path)
  if (parent !== path) makeFolders(parent)
  mkdirSync(path, { mode: 0o700 })
}

/** A lock of the operating system on a file: it ends with the process, however that ends. */
function takeLock(path: string): DatabaseSync {
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(join(path, 'server.lock'))
    lock.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return lock
  } catch (cause) {
    lock?.close()
    if (!/locked|busy/i.test(String(cause)))
      throw new StartError('home_unwritable', `The data directory ${path} cannot be locked.`, { cause })
    throw new StartError(
      'home_in_use',
      `${holderOf(path)} is using ${path}. Stop it, or choose another with LLAMANEXUS_HOME.`,
    )
  }
}

function holderOf(path: string): string {
  try {
    const { url, pid } = JSON.parse(readFileSync(join(path, 'server.json'), 'utf8')) as Record<
      string,
      unknown
    >
    return `Another LlamaNexus (${String(url)}, process ${String(pid)})`
  } catch {
    return 'Another LlamaNexus'
  }
}
