import { StoreError } from '../types.ts'

const SQLITE_FULL = 13
const SQLITE_CANTOPEN = 14
const SQLITE_READONLY = 8
const UNWRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST'])

/** What SQLite or the file system threw, as the store's own error with what can be done about it. */
export const storeErrorOf = (cause: unknown, file: string): StoreError => {
  if (cause instanceof StoreError) return cause
  const { errcode, code } = (cause ?? {}) as { errcode?: number; code?: string }
  // The low byte of an extended result code is the primary one.
  const primary = errcode === undefined ? undefined : errcode & 0xff
  const message = cause instanceof Error ? cause.message : String(cause)
  if (primary === SQLITE_FULL || code === 'ENOSPC') {
    return new StoreError(
      'disk_full',
      `No space is left for ${file}. Free some space; what is waiting is written then.`,
      { cause },
    )
  }
  if (primary === SQLITE_CANTOPEN || primary === SQLITE_READONLY || UNWRITABLE.has(code ?? '')) {
    return new StoreError(
      'unwritable',
      `Cannot write to ${file} (${message}). Choose a directory that can be written.`,
      { cause },
    )
  }
  return new StoreError('store_failed', `The database ${file} failed: ${message}`, { cause })
}
