import type { CredentialRows } from './credential_row.ts'
import { readKeyFile } from './key_file.ts'
import { createKeyHolder } from './key_holder.ts'
import { type RotationReport, rotateKey } from './rotate_key.ts'
import { VaultError } from './vault_error.ts'

/** What an administrator does with the key of a vault; a server may run meanwhile. */
export interface VaultAdmin {
  readonly key_file: string
  /** Seals everything with a new key. Throws `VaultError` `credential_locked` where the key file cannot be read. */
  rotate(): Promise<RotationReport>
  /** Begins with a new key where there is none; what was sealed before has to be entered again. Throws where a key file is there. */
  reset(): Promise<{ locked: string[] }>
}

export function createVaultAdmin(rows: CredentialRows, key_file: string): VaultAdmin {
  const keys = createKeyHolder(key_file)
  return {
    key_file,
    rotate: () => rotateKey(rows, keys),
    async reset() {
      if (readKeyFile(key_file).state !== 'missing')
        throw new VaultError(
          'credential_locked',
          'There is a key file. Move it away first if it is not the right one, or use rotate to replace a good one.',
        )
      keys.renew([])
      return { locked: (await rows.list()).map(({ name }) => name) }
    },
  }
}
