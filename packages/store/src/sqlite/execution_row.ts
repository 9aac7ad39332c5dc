import type { ExecutionRecord, ExecutionUpdate } from '@llamanexus/engine'
import type { JsonValue } from '@llamanexus/workflow'
import { type Packing, packValue, unpackValue } from './payload.ts'
import type { ExecutionRow } from './tables.ts'

export const toExecutionRow = (record: ExecutionRecord, packing: Packing): ExecutionRow => ({
  id: record.id,
  workflow_id: record.workflow_id,
  workflow_version: record.workflow_version,
  status: record.status,
  source: record.source,
  started_at: record.started_at,
  completed_at: record.completed_at,
  wake_at: record.wake_at,
  recoveries: record.recoveries,
  control: record.control,
  trigger_node: record.trigger_node,
  until_node: record.until_node,
  parent_id: record.parent_id,
  error: errorJson(record.error),
  trigger_data: packValue(record.trigger_data, packing).json,
  final_output: packValue(record.final_output, packing).json,
})

/** The columns that an update changes, and no others. */
export const toExecutionChange = (update: ExecutionUpdate, packing: Packing): Partial<ExecutionRow> => {
  const { error, final_output, ...plain } = update
  return {
    ...plain,
    ...(error === undefined ? {} : { error: errorJson(error) }),
    ...(final_output === undefined ? {} : { final_output: packValue(final_output, packing).json }),
  }
}

export const fromExecutionRow = (
  row: ExecutionRow,
  payload: (hash: string) => JsonValue,
): ExecutionRecord => ({
  id: row.id,
  workflow_id: row.workflow_id,
  workflow_version: row.workflow_version,
  status: row.status,
  trigger_node: row.trigger_node,
  trigger_data: unpackValue(JSON.parse(row.trigger_data) as JsonValue, payload),
  until_node: row.until_node,
  parent_id: row.parent_id,
  source: row.source,
  started_at: row.started_at,
  completed_at: row.completed_at,
  final_output: unpackValue(JSON.parse(row.final_output) as JsonValue, payload),
  error: row.error === null ? null : (JSON.parse(row.error) as ExecutionRecord['error']),
  wake_at: row.wake_at,
  recoveries: row.recoveries,
  control: row.control,
})

const errorJson = (error: ExecutionRecord['error']): string | null =>
  error === null ? null : JSON.stringify(error)
