import type { Vault } from '@llamanexus/services/credentials'
import type { ValidateOptions } from '@llamanexus/workflow'

/** Which credentials there are, known without waiting: findings are worked out while somebody types. */
export interface CredentialNames {
  readonly known: ValidateOptions
  /** To be called when a credential was made, changed or deleted, and once at the start. */
  refresh(): Promise<void>
}

export function createCredentialNames(vault: Pick<Vault, 'list'>, onChange: () => void): CredentialNames {
  let known: ValidateOptions = {}
  return {
    get known() {
      return known
    },
    async refresh() {
      const all = await vault.list()
      known = {
        credentials: new Map(all.map(({ id, type }) => [id, type])),
        secrets: new Set(all.filter(({ type }) => type === 'secret').map(({ name }) => name)),
      }
      onChange()
    },
  }
}
