import type { Execution } from '@llamanexus/contract'
import {
  createFold,
  type ExecutionRecord,
  type FoldedRun,
  type FoldRequest,
  type LogEntry,
} from '@llamanexus/engine'
import type { Workflow } from '@llamanexus/workflow'
import type { Kysely } from 'kysely'
import type { ExecutionStore } from '../types.ts'
import { summaryOf } from './execution_summary.ts'
import type { SqliteJournal } from './journal.ts'
import type { Tables } from './tables.ts'

export interface ExecutionStoreOptions {
  /** Loads the query builder when it is first asked for. */
  query: () => Promise<Kysely<Tables>>
  journal: SqliteJournal
}

export const createExecutionStore = ({ query, journal }: ExecutionStoreOptions): ExecutionStore => {
  /** Record and log as of one moment: read again when the run ended while its log was being read. */
  const folded = async (
    id: string,
    options: Pick<FoldRequest, 'limit' | 'offset' | 'match'>,
  ): Promise<{ record: ExecutionRecord; run: FoldedRun } | undefined> => {
    const before = await journal.load(id)
    if (!before) return undefined
    const workflow = await journal.workflow(before.workflow_id, before.workflow_version)
    const fold = createFold({ workflow: workflow ?? withoutDocument(before), record: before, ...options })
    for await (const entries of journal.read(id)) fold.add(entries)
    const record = await journal.load(id)
    if (!record) return undefined
    if (record.completed_at !== before.completed_at) return folded(id, options)
    return { record, run: fold.result() }
  }

  return {
    list: async (wanted) => {
      const { listExecutions } = await import('./list_executions.ts')
      return listExecutions(await query(), wanted)
    },
    record: (id) => journal.load(id),
    get: async (id, { node_executions_limit } = {}) => {
      const found = await folded(id, { limit: node_executions_limit })
      return found && toExecution(found.record, found.run)
    },
    nodes: async (id, { prefix, node, limit, offset }) => {
      const match = ({ node_id, path }: { node_id: string; path: string }) =>
        (prefix === undefined || path.startsWith(prefix)) && (node === undefined || node_id === node)
      const found = await folded(id, { match, limit, offset })
      const items = found ? Object.values(found.run.node_executions) : []
      return { items, total: found?.run.node_executions_total ?? 0, limit, offset }
    },
    events: async (id, after, limit) => {
      const events: LogEntry[] = []
      if (limit <= 0) return events
      for await (const entries of journal.read(id, after)) {
        events.push(...entries.slice(0, limit - events.length))
        if (events.length >= limit) break
      }
      return events
    },
  }
}

const toExecution = (record: ExecutionRecord, run: FoldedRun): Execution => ({
  ...summaryOf(record),
  trigger_data: record.trigger_data,
  final_output: record.final_output,
  node_executions: run.node_executions,
  node_executions_total: run.node_executions_total,
  usage: run.usage,
  last_seq: run.last_seq,
})

/** Stands in where the document a run was made from is not in this database: inputs cannot be told then. */
const withoutDocument = ({ workflow_id, workflow_version, started_at }: ExecutionRecord): Workflow => ({
  id: workflow_id,
  name: workflow_id,
  nodes: [],
  connections: [],
  variables: {},
  settings: {},
  created_at: started_at,
  updated_at: started_at,
  version: workflow_version,
  is_active: false,
})
