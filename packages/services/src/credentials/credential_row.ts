/** A credential as it is kept. The store holds these; the vault alone can read `sealed`. */
export interface CredentialRow {
  id: string
  name: string
  type: string
  hosts: string[]
  /** The fields that are no secrets. */
  fields: Record<string, string>
  key_id: string
  sealed: Uint8Array
  created_at: string
  updated_at: string
}

/** What the vault needs of the store. */
export interface CredentialRows {
  get(id: string): Promise<CredentialRow | undefined>
  named(name: string): Promise<CredentialRow | undefined>
  list(): Promise<CredentialRow[]>
  /** Writes what `change` makes of the row, both in one transaction; what it throws is passed on. */
  put(id: string, change: (row: CredentialRow | undefined) => CredentialRow): Promise<CredentialRow>
  /** The same for all rows at once. */
  changeAll(change: (rows: CredentialRow[]) => CredentialRow[]): Promise<number>
  delete(id: string): Promise<boolean>
}
