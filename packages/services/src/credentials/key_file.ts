import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { keyId, type VaultKey } from './seal.ts'

/** The keys that a key file holds: the first one seals. More than one only while a rotation is under way. */
export type KeyRing = readonly VaultKey[]

export type KeyFile =
  | { state: 'read'; keys: KeyRing }
  | { state: 'missing' }
  /** It is there, but no key file, or not readable. */
  | { state: 'unreadable'; reason: string }

const HEADER = 'llamanexus vault key 1'

/** Reads the key file as it is now; nothing is kept between two calls, so that a rotation beside a running server is seen. */
export function readKeyFile(file: string): KeyFile {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? { state: 'missing' } : { state: 'unreadable', reason: code ?? 'unreadable' }
  }
  const [header, ...lines] = text.trimEnd().split(/\r?\n/)
  const keys = lines.map((line) => Buffer.from(line, 'base64'))
  if (header !== HEADER || keys.length === 0 || keys.some(({ length }) => length !== 32))
    return { state: 'unreadable', reason: 'it is no key file of a vault' }
  return { state: 'read', keys: keys.map((bytes) => ({ id: keyId(bytes), bytes })) }
}

/** Puts the keys in the file's place as a whole, durable when it returns; only its owner may read it. */
export function writeKeyFile(file: string, keys: KeyRing): void {
  const part = `${file}.part`
  rmSync(part, { force: true })
  const lines = [HEADER, ...keys.map(({ bytes }) => bytes.toString('base64')), '']
  writeFileSync(part, lines.join('\n'), { mode: 0o600, flag: 'wx', flush: true })
  renameSync(part, file)
  syncFolder(dirname(file))
}

/** A renamed file survives a loss of power once its folder is written. Windows knows no such thing. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
