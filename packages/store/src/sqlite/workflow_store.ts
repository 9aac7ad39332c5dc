import type { DatabaseSync } from 'node:sqlite'
import type { Workflow } from '@llamanexus/workflow'
import type { Kysely } from 'kysely'
import { StoreError, type VersionInfo, type WorkflowStore } from '../types.ts'
import { deleteWorkflow } from './delete_workflow.ts'
import type { SqliteJournal } from './journal.ts'
import { storeErrorOf } from './store_error_of.ts'
import type { Tables } from './tables.ts'
import { transaction } from './transaction.ts'
import { createWorkflowWriter } from './write_workflow.ts'

export interface WorkflowStoreOptions {
  db: DatabaseSync
  file: string
  /** Loads the query builder when it is first asked for. */
  query: () => Promise<Kysely<Tables>>
  journal: SqliteJournal
  /** Milliseconds since the epoch. */
  clock: () => number
}

export const createWorkflowStore = ({
  db,
  file,
  query,
  journal,
  clock,
}: WorkflowStoreOptions): WorkflowStore => {
  const put = createWorkflowWriter(db)
  const selectCurrent = db.prepare('SELECT version, created_at FROM workflows WHERE id = ?')
  const selectDocument = db.prepare(
    `SELECT document FROM workflow_versions
     WHERE workflow_id = ?1 AND version = coalesce(?2, (SELECT version FROM workflows WHERE id = ?1))`,
  )
  const selectVersions = db.prepare(
    `SELECT version, change_summary, created_by, created_at
     FROM workflow_versions WHERE workflow_id = ? ORDER BY version DESC LIMIT ? OFFSET ?`,
  )
  const selectActive = db.prepare(
    `SELECT v.document FROM workflow_types AS t
     JOIN workflows AS w ON w.id = t.workflow_id
     JOIN workflow_versions AS v ON v.workflow_id = w.id AND v.version = w.version
     WHERE t.node_type = ? AND w.is_active = 1 ORDER BY w.created_at, w.rowid`,
  )
  const countVersions = db.prepare('SELECT count(*) AS total FROM workflow_versions WHERE workflow_id = ?')

  const now = (): string => new Date(clock()).toISOString()
  const current = (id: string) => selectCurrent.get(id) as { version: number; created_at: string } | undefined

  return {
    list: async (wanted) => {
      const { listWorkflows } = await import('./list_workflows.ts')
      return listWorkflows(await query(), wanted)
    },

    create: async (given) => {
      const at = now()
      const workflow: Workflow = { ...given, version: 1, created_at: at, updated_at: at }
      writing(db, file, () => {
        if (current(given.id)) {
          throw new StoreError('conflict', `There is already a workflow with the id ${given.id}.`)
        }
        put(workflow, 'Created')
      })
      return workflow
    },

    get: async (id, version) => {
      const row = selectDocument.get(id, version ?? null) as { document: string } | undefined
      return row && (JSON.parse(row.document) as Workflow)
    },

    save: async (given, { expected, change_summary }) =>
      writing(db, file, () => {
        const before = current(given.id)
        if (!before || (expected !== undefined && before.version !== expected)) {
          throw staleSave(given.id, before?.version)
        }
        const workflow: Workflow = {
          ...given,
          version: before.version + 1,
          created_at: before.created_at,
          updated_at: now(),
        }
        put(workflow, change_summary)
        return workflow
      }),

    delete: (id) => deleteWorkflow({ db, file, journal }, id),

    versions: async (id, { limit, offset }) => {
      const rows = selectVersions.all(id, limit, offset) as unknown as VersionInfo[]
      const { total } = countVersions.get(id) as { total: number }
      return { items: rows.map((row) => ({ ...row })), total, limit, offset }
    },

    activeWith: async (nodeType) => {
      const rows = selectActive.all(nodeType) as { document: string }[]
      return rows.map(({ document }) => JSON.parse(document) as Workflow)
    },
  }
}

const writing = <T>(db: DatabaseSync, file: string, write: () => T): T => {
  try {
    return transaction(db, write)
  } catch (error) {
    throw storeErrorOf(error, file)
  }
}

const staleSave = (id: string, version: number | undefined): StoreError =>
  version === undefined
    ? new StoreError('stale', `The workflow ${id} was deleted meanwhile. Save it as a new one.`)
    : new StoreError(
        'stale',
        `The workflow ${id} was saved by someone else meanwhile and is at version ${version}. Read it again and apply the change to it.`,
        { current_version: version },
      )
