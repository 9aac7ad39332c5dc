import type { DatabaseSync } from 'node:sqlite'
import type { FunctionDraft, WorkspaceFunction } from '@llamanexus/contract'
import { type FunctionStore, StoreError } from '../types.ts'
import { likeAnywhere } from './like.ts'
import { storeErrorOf } from './store_error_of.ts'

interface Row {
  name: string
  description: string
  definition: string
  version: number
  created_at: string
  updated_at: string
}

const FOUND = String.raw`FROM functions WHERE name LIKE ? ESCAPE '\' OR description LIKE ? ESCAPE '\'`

export const createFunctionStore = (db: DatabaseSync, file: string, clock: () => number): FunctionStore => {
  const select = db.prepare('SELECT * FROM functions WHERE name = ?')
  const page = db.prepare(`SELECT * ${FOUND} ORDER BY name COLLATE NOCASE, name LIMIT ? OFFSET ?`)
  const count = db.prepare(`SELECT count(*) AS total ${FOUND}`)
  const insert = db.prepare('INSERT INTO functions VALUES (?, ?, ?, 1, ?, ?)')
  const update = db.prepare(
    'UPDATE functions SET name = ?, description = ?, definition = ?, version = version + 1, updated_at = ? WHERE name = ?',
  )
  const remove = db.prepare('DELETE FROM functions WHERE name = ?')

  const find = (name: string): WorkspaceFunction | undefined => {
    const row = select.get(name) as Row | undefined
    return row && functionOf(row)
  }
  const now = () => new Date(clock()).toISOString()

  /** The statements run on one connection without a pause between them, so that nothing comes in between. */
  const expectVersion = (found: WorkspaceFunction, expected: number | undefined): void => {
    if (expected === undefined || expected === found.version) return
    throw new StoreError('stale', `The function is at version ${found.version}, not ${expected}.`, {
      current_version: found.version,
    })
  }
  const expectFree = (name: string): void => {
    if (select.get(name)) throw new StoreError('conflict', `There is a function "${name}" already.`)
  }
  const guarded = async <T>(write: () => T): Promise<T> => {
    try {
      return write()
    } catch (error) {
      throw storeErrorOf(error, file)
    }
  }

  return {
    list: async ({ search = '', limit, offset }) => {
      const like = likeAnywhere(search)
      const rows = page.all(like, like, limit, offset) as unknown as Row[]
      const { total } = count.get(like, like) as { total: number }
      return { items: rows.map(functionOf), total, limit, offset }
    },
    get: async (name) => find(name),
    create: (draft) =>
      guarded(() => {
        expectFree(draft.name)
        const at = now()
        insert.run(draft.name, draft.description, definitionOf(draft), at, at)
        return find(draft.name) as WorkspaceFunction
      }),
    save: (name, draft, { expected } = {}) =>
      guarded(() => {
        const found = find(name)
        if (!found) return undefined
        expectVersion(found, expected)
        if (draft.name !== name) expectFree(draft.name)
        update.run(draft.name, draft.description, definitionOf(draft), now(), name)
        return find(draft.name)
      }),
    delete: (name, { expected } = {}) =>
      guarded(() => {
        const found = find(name)
        if (!found) return false
        expectVersion(found, expected)
        remove.run(name)
        return true
      }),
  }
}

const functionOf = ({ definition, ...row }: Row): WorkspaceFunction => ({
  ...(JSON.parse(definition) as Omit<FunctionDraft, 'name' | 'description'>),
  ...row,
})

/** Field by field, so that what else a caller sent is not kept. */
const definitionOf = ({
  language,
  code,
  parameters,
  returns,
  timeout_ms,
  memory_mb,
}: FunctionDraft): string => JSON.stringify({ language, code, parameters, returns, timeout_ms, memory_mb })
