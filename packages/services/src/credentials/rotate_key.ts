import type { CredentialRows } from './credential_row.ts'
import type { KeyHolder } from './key_holder.ts'

export interface RotationReport {
  /** Credentials that are sealed with the new key now. */
  sealed: number
  /** Names of those that no key of the file opened; they are as they were. */
  locked: string[]
}

/**
 * Seals everything with a new key. The new key stands in the key file, beside the former ones, before the first row is
 * sealed with it, and a former key leaves the file only when no row needs it: wherever this is cut short, every row opens.
 * A server may run on the same database: it seals in a transaction too, and reads the key file in it.
 */
export async function rotateKey(rows: CredentialRows, keys: KeyHolder): Promise<RotationReport> {
  const locked: string[] = []
  const sealed = await rows.changeAll((all) => {
    keys.renew(all.length === 0 ? [] : keys.keys())
    return all.flatMap((row) => {
      const values = keys.open(row)
      if (values) return [keys.seal(row, values, false)]
      locked.push(row.name)
      return []
    })
  })
  await rows.changeAll((all) => {
    const needed = new Set(all.map(({ key_id }) => key_id))
    keys.keep(keys.keys().filter(({ id }, index) => index === 0 || needed.has(id)))
    return []
  })
  return { sealed, locked }
}
