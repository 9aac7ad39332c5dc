import { closeSync, copyFileSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { StoreError } from '../types.ts'
import { unpackCompanions } from './companions.ts'
import { storeErrorOf } from './store_error_of.ts'
import { type BackupReport, verifyBackup } from './verify_backup.ts'

export interface RestoreResult {
  report: BackupReport
  /** Where the database that was there before is now; null where there was none. */
  kept_as: string | null
}

/**
 * Puts a backup in the database's place after it was verified. What was there is renamed, not removed. No process may
 * have the database open. Throws `StoreError` `conflict` for a backup that does not verify; nothing is changed then.
 */
export const restoreBackup = async (
  backupFile: string,
  file: string,
  clock: () => number = Date.now,
): Promise<RestoreResult> => {
  const report = await verifyBackup(backupFile)
  if (!report.ok) {
    throw new StoreError('conflict', `${backupFile} was not restored. ${report.problems.join(' ')}`)
  }
  try {
    const part = `${file}.restoring`
    mkdirSync(dirname(file), { recursive: true })
    copyDurably(backupFile, part)
    const suffix = `before-restore-${new Date(clock()).toISOString().replaceAll(/[:.]/g, '-')}`
    const beside = (name: string) => join(dirname(file), basename(name))
    const companions = unpackCompanions(part, (name) => `${beside(name)}.restoring`)
    const kept_as = moveAside(file, `${file}.${suffix}`)
    renameSync(part, file)
    for (const name of companions) {
      moveAside(beside(name), `${beside(name)}.${suffix}`)
      renameSync(`${beside(name)}.restoring`, beside(name))
    }
    return { report, kept_as }
  } catch (error) {
    throw storeErrorOf(error, file)
  }
}

const copyDurably = (from: string, to: string): void => {
  copyFileSync(from, to)
  const handle = openSync(to, 'r+')
  fsyncSync(handle)
  closeSync(handle)
}

/** The write-ahead log belongs to the database it lies beside and moves with it. */
const moveAside = (file: string, aside: string): string | null => {
  if (!existsSync(file)) return null
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix)
  }
  return aside
}
