import { resolve } from 'node:path'
import type { Call } from './command.ts'

/** Where the key of the vault is kept, if not in the home. */
export const vaultKeyFileOf = ({ io }: Pick<Call, 'io'>): string | undefined =>
  io.env.LLAMANEXUS_VAULT_KEY_FILE ? resolve(io.env.LLAMANEXUS_VAULT_KEY_FILE) : undefined
