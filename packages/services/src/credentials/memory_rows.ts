import type { CredentialRow, CredentialRows } from './credential_row.ts'

/** Rows in memory, as the store keeps them: for tests, and for trying what is not kept. */
export function memoryRows(): CredentialRows {
  let rows = new Map<string, CredentialRow>()
  return {
    get: async (id) => rows.get(id),
    named: async (name) => [...rows.values()].find((row) => row.name.toLowerCase() === name.toLowerCase()),
    list: async () => [...rows.values()],
    async put(id, change) {
      const row = change(rows.get(id))
      rows.set(id, row)
      return row
    },
    async changeAll(change) {
      const changed = change([...rows.values()])
      rows = new Map([...rows, ...changed.map((row) => [row.id, row] as const)])
      return changed.length
    },
    delete: async (id) => rows.delete(id),
  }
}
