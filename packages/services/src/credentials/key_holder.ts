import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { CredentialRow } from './credential_row.ts'
import { type KeyRing, readKeyFile, writeKeyFile } from './key_file.ts'
import { newVaultKey, seal, unseal } from './seal.ts'
import { VaultError } from './vault_error.ts'

/** Seals and opens rows with what the key file holds at this moment. */
export interface KeyHolder {
  /** Undefined where no key of the file opens it. */
  open(row: CredentialRow): Record<string, string> | undefined
  /** With the newest key; the first one is made when the vault is `empty`. Throws `credential_locked`. */
  seal(
    row: Omit<CredentialRow, 'key_id' | 'sealed'>,
    values: Record<string, string>,
    empty: boolean,
  ): CredentialRow
  /** Why a row does not open, as a sentence with what to do. */
  reason(): string
  /** Begins with another key: `change` gets the new ring, with the former keys behind it. */
  renew(keys: KeyRing): KeyRing
  /** All keys of the file. Throws `credential_locked` where it cannot be read. */
  keys(): KeyRing
  keep(keys: KeyRing): void
}

export function createKeyHolder(file: string): KeyHolder {
  const write = (keys: KeyRing): KeyRing => {
    mkdirSync(dirname(file), { recursive: true })
    writeKeyFile(file, keys)
    return keys
  }
  const keys = (): KeyRing => {
    const found = readKeyFile(file)
    if (found.state === 'read') return found.keys
    throw new VaultError('credential_locked', reasonOf(found))
  }
  return {
    keys,
    keep: (kept) => void write(kept),
    renew: (former) => write([newVaultKey(), ...former]),
    open(row) {
      const found = readKeyFile(file)
      const key = found.state === 'read' && found.keys.find(({ id }) => id === row.key_id)
      return key ? unseal(row.sealed, key, row) : undefined
    },
    seal(row, values, empty) {
      const found = readKeyFile(file)
      const [key] = found.state === 'missing' && empty ? write([newVaultKey()]) : keys()
      if (!key) throw new VaultError('credential_locked', reasonOf(found))
      const belongs = { ...row, key_id: key.id }
      return { ...belongs, sealed: seal(values, key, belongs) }
    },
    reason: () => reasonOf(readKeyFile(file)),
  }
}

/** The path of the key file is not told: it is no business of whoever calls the API. */
function reasonOf(found: ReturnType<typeof readKeyFile>): string {
  switch (found.state) {
    case 'missing':
      return 'The key file of the vault is missing. Put it back in its place (vault.key in the home, or where LLAMANEXUS_VAULT_KEY_FILE says); it takes effect at once. Where it is lost for good, "llamanexus vault reset" begins with a new one, and the credentials are entered again.'
    case 'unreadable':
      return `The key file of the vault cannot be read (${found.reason}). Put the right one back; it takes effect at once.`
    default:
      return 'It was encrypted with another key than the one in the key file, or was changed since. Put the former key file back, or enter the credential again.'
  }
}
