import { createApprovalStore } from './sqlite/approval_store.ts'
import { backupDatabase } from './sqlite/backup_database.ts'
import { createCacheStore } from './sqlite/cache_store.ts'
import { createChildRunStore } from './sqlite/child_run_store.ts'
import { createCredentialStore } from './sqlite/credential_store.ts'
import { createExecutionStore } from './sqlite/execution_store.ts'
import { createFunctionStore } from './sqlite/function_store.ts'
import { createIdempotencyStore } from './sqlite/idempotency_store.ts'
import { type CommitInfo, createJournal } from './sqlite/journal.ts'
import { loadMigrations } from './sqlite/load_migrations.ts'
import { migrate } from './sqlite/migrate.ts'
import { createNotificationStore } from './sqlite/notification_store.ts'
import { openDatabase } from './sqlite/open_database.ts'
import { retain } from './sqlite/retain.ts'
import { createScheduleStore } from './sqlite/schedule_store.ts'
import { createSettingsStore } from './sqlite/settings_store.ts'
import { createShareStore } from './sqlite/share_store.ts'
import { storeErrorOf } from './sqlite/store_error_of.ts'
import { createTriggerStore } from './sqlite/trigger_store.ts'
import { createWorkflowStore } from './sqlite/workflow_store.ts'
import type { Store } from './types.ts'

export interface StoreOptions {
  /** Path of the database, made with its directory when missing; `:memory:` keeps it in memory, for tests. */
  file: string
  /** `full` (default): a commit survives a loss of power. `normal`: the last ones may not, but nothing is torn. */
  synchronous?: 'full' | 'normal'
  /** Milliseconds since the epoch; default `Date.now`. */
  clock?: () => number
  /** Told after each transaction of the journal. */
  on_commit?: (info: CommitInfo) => void
  /** Told of each list query, as SQL. */
  on_query?: (sql: string) => void
  /** Pages of 4 KiB that the database may have; a full disk in tests. */
  max_pages?: number
}

/**
 * Opens the store on SQLite and brings its schema up to date. Rejects with `StoreError`: `unwritable`,
 * `newer_schema`, or `store_failed`.
 */
export const openStore = async (options: StoreOptions): Promise<Store> => {
  const { file, synchronous = 'full', clock = Date.now } = options
  const db = openDatabase({ file, synchronous })
  try {
    migrate(db, file, await loadMigrations())
    if (options.max_pages !== undefined) db.exec(`PRAGMA max_page_count = ${Math.trunc(options.max_pages)}`)
  } catch (error) {
    db.close()
    throw storeErrorOf(error, file)
  }
  // The query builder is loaded with the first list that is asked for: a start needs none.
  let building: ReturnType<typeof loadQuery> | undefined
  const query = () => (building ??= loadQuery(db, options.on_query))
  const journal = createJournal({ db, file, onCommit: options.on_commit })
  const alive = db.prepare('SELECT 1')
  return {
    journal,
    workflows: createWorkflowStore({ db, file, query, journal, clock }),
    executions: createExecutionStore({ query, journal }),
    idempotency: createIdempotencyStore(db, file, clock),
    settings: createSettingsStore(db, file),
    cache: createCacheStore(db, file, clock),
    approvals: createApprovalStore(db, file, clock),
    childRuns: createChildRunStore(db, file),
    functions: createFunctionStore(db, file, clock),
    notifications: createNotificationStore(db, file, clock),
    credentials: createCredentialStore(db, file),
    shares: createShareStore(db, file),
    triggers: createTriggerStore(db, file),
    schedules: createScheduleStore(db, file),
    ping: async () => {
      try {
        alive.get()
      } catch (error) {
        throw storeErrorOf(error, file)
      }
    },
    retain: async (limits) => {
      try {
        return await retain(db, limits, clock())
      } catch (error) {
        throw storeErrorOf(error, file)
      }
    },
    backup: (to, companions) => backupDatabase(db, file, to, companions),
    close: async () => {
      if (!db.isOpen) return
      try {
        await journal.commit()
      } finally {
        db.close()
      }
    },
  }
}

const loadQuery = async (...given: Parameters<typeof import('./sqlite/kysely_of.ts').kyselyOf>) =>
  (await import('./sqlite/kysely_of.ts')).kyselyOf(...given)
