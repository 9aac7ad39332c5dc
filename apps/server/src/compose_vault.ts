import { join } from 'node:path'
import { createVaultAdmin, type VaultAdmin } from '@llamanexus/services/credentials'
import { databaseFile, openStore } from '@llamanexus/store'

/** The vault of a data directory, for what is done to its key: nothing else of the server is loaded. */
export async function openVault(options: {
  home: string
  vault_key_file?: string
}): Promise<VaultAdmin & { close(): Promise<void> }> {
  const store = await openStore({ file: databaseFile(options.home) })
  const admin = createVaultAdmin(store.credentials, options.vault_key_file ?? vaultKeyFile(options.home))
  return { ...admin, close: () => store.close() }
}

/** Where the key of a home's credentials is kept unless another place is named. */
export const vaultKeyFile = (home: string): string => join(home, 'vault.key')
