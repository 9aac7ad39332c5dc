import { hash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { FunctionDraft } from '@llamanexus/contract'
import type { ShareRow, ShareStore } from '../share_types.ts'
import { storeErrorOf } from './store_error_of.ts'

type Found = Record<string, unknown> | undefined

const COLUMNS =
  'id, token, workflow_id, version, follow_latest, include_sample, title, note, functions, created_at, expires_at'

/** Shares on SQLite. A token is found by its hash, so that how long a look-up takes tells nothing about any token. */
export const createShareStore = (db: DatabaseSync, file: string): ShareStore => {
  const insert = db.prepare(
    `INSERT INTO shares (${COLUMNS}, token_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const byHash = db.prepare(`SELECT ${COLUMNS} FROM shares WHERE token_hash = ?`)
  const page = db.prepare(
    `SELECT ${COLUMNS} FROM shares WHERE workflow_id = ? ORDER BY n DESC LIMIT ? OFFSET ?`,
  )
  const count = db.prepare('SELECT count(*) AS total FROM shares WHERE workflow_id = ?')
  const remove = db.prepare('DELETE FROM shares WHERE workflow_id = ? AND id = ?')

  const guarded = async <T>(work: () => T): Promise<T> => {
    try {
      return work()
    } catch (error) {
      throw storeErrorOf(error, file)
    }
  }

  return {
    add: (share) =>
      guarded(() => {
        const { id, token, workflow_id, version, title, note, functions, created_at, expires_at } = share
        insert.run(
          id,
          token,
          workflow_id,
          version,
          Number(share.follow_latest),
          Number(share.include_sample),
          title,
          note,
          functions && JSON.stringify(functions),
          created_at,
          expires_at,
          hashOf(token),
        )
      }),
    byToken: (token) => guarded(() => rowOf(byHash.get(hashOf(token)))),
    list: (workflowId, { limit, offset }) =>
      guarded(() => {
        const items = page.all(workflowId, limit, offset).flatMap((row) => rowOf(row) ?? [])
        const { total } = count.get(workflowId) as { total: number }
        return { items, total, limit, offset }
      }),
    delete: (workflowId, id) => guarded(() => remove.run(workflowId, id).changes > 0),
  }
}

const hashOf = (token: string): Uint8Array => hash('sha256', token, 'buffer')

const rowOf = (row: Found): ShareRow | undefined =>
  row && {
    id: String(row.id),
    token: String(row.token),
    workflow_id: String(row.workflow_id),
    version: Number(row.version),
    follow_latest: row.follow_latest === 1,
    include_sample: row.include_sample === 1,
    title: String(row.title),
    note: String(row.note),
    functions: row.functions === null ? null : (JSON.parse(String(row.functions)) as FunctionDraft[]),
    created_at: String(row.created_at),
    expires_at: row.expires_at === null ? null : String(row.expires_at),
  }
