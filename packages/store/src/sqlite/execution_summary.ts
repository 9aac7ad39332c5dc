import type { ExecutionSummary } from '@llamanexus/contract'
import type { ExecutionRecord } from '@llamanexus/engine'
import type { ExecutionRow } from './tables.ts'

/** The columns of a run that lists show: none of any size. */
export const summaryColumns = [
  'id',
  'workflow_id',
  'workflow_version',
  'status',
  'source',
  'trigger_node',
  'parent_id',
  'started_at',
  'completed_at',
  'error',
] as const satisfies readonly (keyof ExecutionRow)[]

export type SummaryRow = Pick<ExecutionRow, (typeof summaryColumns)[number]>

export const summaryOfRow = ({ error, ...row }: SummaryRow): ExecutionSummary =>
  summaryOf({ ...row, error: error === null ? null : (JSON.parse(error) as ExecutionRecord['error']) })

/** A record as lists show it. */
export const summaryOf = (
  record: Omit<SummaryRow, 'error'> & Pick<ExecutionRecord, 'error'>,
): ExecutionSummary => ({
  id: record.id,
  workflow_id: record.workflow_id,
  workflow_version: record.workflow_version,
  status: record.status,
  source: record.source,
  trigger_node: record.trigger_node,
  parent_id: record.parent_id,
  started_at: record.started_at,
  completed_at: record.completed_at,
  duration_ms: durationOf(record.started_at, record.completed_at),
  error: record.error,
})

const durationOf = (from: string, to: string | null): number | null =>
  to === null ? null : Math.max(0, Date.parse(to) - Date.parse(from))
