import type { DatabaseSync } from 'node:sqlite'
import { type CredentialRow, type CredentialStore, StoreError } from '../types.ts'
import { storeErrorOf } from './store_error_of.ts'
import { transaction } from './transaction.ts'

const SQLITE_CONSTRAINT_UNIQUE = 2067

/** What is sealed is made inside the transaction that writes it, so that no change of the key can come between. */
export const createCredentialStore = (db: DatabaseSync, file: string): CredentialStore => {
  const select = db.prepare('SELECT * FROM credentials WHERE id = ?')
  const selectNamed = db.prepare('SELECT * FROM credentials WHERE name = ?')
  const selectAll = db.prepare('SELECT * FROM credentials ORDER BY name COLLATE NOCASE, id')
  const remove = db.prepare('DELETE FROM credentials WHERE id = ?')
  const upsert = db.prepare(
    `INSERT INTO credentials (id, name, type, hosts, fields, key_id, sealed, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, hosts = excluded.hosts, fields = excluded.fields,
       key_id = excluded.key_id, sealed = excluded.sealed, updated_at = excluded.updated_at`,
  )
  const selectUses = db.prepare(
    `SELECT c.reference, w.id, w.name FROM workflow_credentials AS c JOIN workflows AS w ON w.id = c.workflow_id
     WHERE c.reference IN (SELECT value FROM json_each(?)) ORDER BY w.name COLLATE NOCASE, w.id`,
  )
  const find = (id: string): CredentialRow | undefined => rowOf(select.get(id))
  const write = (row: CredentialRow): void => {
    const { id, name, type, hosts, fields, key_id, sealed, created_at, updated_at } = row
    const json = [JSON.stringify(hosts), JSON.stringify(fields)] as const
    upsert.run(id, name, type, ...json, key_id, sealed, created_at, updated_at)
  }
  return {
    get: async (id) => find(id),
    named: async (name) => rowOf(selectNamed.get(name)),
    list: async () => selectAll.all().flatMap((row) => rowOf(row) ?? []),
    put: async (id, change) => {
      try {
        return transaction(db, () => {
          const row = change(find(id))
          write(row)
          return row
        })
      } catch (error) {
        throw failure(error, file)
      }
    },
    changeAll: async (change) => {
      try {
        return transaction(db, () => {
          const changed = change(selectAll.all().flatMap((row) => rowOf(row) ?? []))
          for (const row of changed) write(row)
          return changed.length
        })
      } catch (error) {
        throw failure(error, file)
      }
    },
    delete: async (id) => {
      try {
        return remove.run(id).changes > 0
      } catch (error) {
        throw storeErrorOf(error, file)
      }
    },
    uses: async (references) =>
      selectUses.all(JSON.stringify(references)).map((row) => ({
        reference: String(row.reference),
        workflow: { id: String(row.id), name: String(row.name) },
      })),
  }
}

const rowOf = (row: ReturnType<ReturnType<DatabaseSync['prepare']>['get']>): CredentialRow | undefined =>
  row && {
    id: String(row.id),
    name: String(row.name),
    type: String(row.type),
    hosts: JSON.parse(String(row.hosts)) as string[],
    fields: JSON.parse(String(row.fields)) as Record<string, string>,
    key_id: String(row.key_id),
    sealed: row.sealed as Uint8Array,
    created_at: String(row.created_at),
    updated_at: String(row.updated_at),
  }

/** What the caller's own `change` throws is passed on as it is. */
const failure = (error: unknown, file: string): unknown => {
  const { errcode } = (error ?? {}) as { errcode?: number }
  if (errcode === undefined) return error
  if (errcode !== SQLITE_CONSTRAINT_UNIQUE) return storeErrorOf(error, file)
  return new StoreError('name_taken', 'Another credential has this name.', { cause: error })
}
