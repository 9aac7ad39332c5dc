import { type CheckedCredential, checkCredential, type GivenCredential } from './check_credential.ts'
import type { CredentialRow, CredentialRows } from './credential_row.ts'
import type { KeyHolder } from './key_holder.ts'
import { VaultError } from './vault_error.ts'

/** What may be told of a credential: all but its secrets. */
export interface CredentialInfo {
  id: string
  name: string
  type: string
  hosts: string[]
  fields: Record<string, string>
  /** Names of the secret fields that have a value. */
  secrets: string[]
  /** Why it cannot be opened now. */
  locked?: string
  created_at: string
  updated_at: string
}

export type CredentialChange = Partial<Omit<GivenCredential, 'type'>>

/** Credentials with their secrets sealed. Throws `VaultError`, and what the store throws, such as for a name that is taken. */
export interface Vault {
  list(): Promise<CredentialInfo[]>
  get(id: string): Promise<CredentialInfo | undefined>
  create(id: string, given: GivenCredential): Promise<CredentialInfo>
  /** What is left out stays; in `values`, a secret field that is left out does. */
  update(id: string, change: CredentialChange): Promise<CredentialInfo>
  delete(id: string): Promise<boolean>
  /** A change applied to what is there, with its secrets, and not kept: for trying it. */
  preview(
    id: string,
    change: CredentialChange,
  ): Promise<{ type: string; hosts: string[]; values: Record<string, string> }>
}

export interface VaultOptions {
  rows: CredentialRows
  keys: KeyHolder
  /** Milliseconds since the epoch. */
  now: () => number
}

export function createVault({ rows, keys, now }: VaultOptions): Vault {
  const infoOf = (row: CredentialRow): CredentialInfo => {
    const { sealed: _, key_id: __, ...told } = row
    const open = keys.open(row)
    return { ...told, secrets: Object.keys(open ?? {}), ...(!open && { locked: keys.reason() }) }
  }
  const found = (row: CredentialRow | undefined): CredentialRow => {
    if (!row) throw new VaultError('credential_missing', 'There is no such credential.')
    return row
  }
  /** What a change makes of a row; the sealed part is opened only where something of it is needed. */
  const changed = (row: CredentialRow, change: CredentialChange): CheckedCredential => {
    const opened = keys.open(row)
    const given = change.values ?? row.fields
    const checked = attempt(() =>
      checkCredential({
        name: change.name ?? row.name,
        type: row.type,
        hosts: change.hosts ?? row.hosts,
        values: { ...opened, ...given },
      }),
    )
    // What is missing is most likely what could not be opened.
    if (checked instanceof VaultError) {
      if (!opened && !change.values) throw new VaultError('credential_locked', keys.reason())
      throw checked
    }
    return checked
  }
  return {
    list: async () => (await rows.list()).map(infoOf),
    get: async (id) => {
      const row = await rows.get(id)
      return row && infoOf(row)
    },
    async create(id, given) {
      const { name, hosts, fields, secrets } = checkCredential(given)
      const empty = (await rows.list()).length === 0
      const at = new Date(now()).toISOString()
      const parts = { id, name, type: given.type, hosts, fields, created_at: at, updated_at: at }
      return infoOf(await rows.put(id, () => keys.seal(parts, secrets, empty)))
    },
    async update(id, change) {
      const row = await rows.put(id, (former) => {
        const { name, hosts, fields, secrets } = changed(found(former), change)
        const { key_id: _, sealed: __, ...parts } = found(former)
        const updated_at = new Date(now()).toISOString()
        return keys.seal({ ...parts, name, hosts, fields, updated_at }, secrets, false)
      })
      return infoOf(row)
    },
    delete: (id) => rows.delete(id),
    async preview(id, change) {
      const { kind, hosts, fields, secrets } = changed(found(await rows.get(id)), change)
      return { type: kind.type, hosts, values: { ...fields, ...secrets } }
    },
  }
}

function attempt<T>(make: () => T): T | VaultError {
  try {
    return make()
  } catch (error) {
    if (error instanceof VaultError) return error
    throw error
  }
}
