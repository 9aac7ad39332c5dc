import type { StartRequest } from '../engine_types.ts'
import type { ExecutionRecord } from '../ports.ts'
import { isoTime } from './record_state.ts'

/** The record of a run that has not begun. `now`: milliseconds since the epoch. */
export const newRecord = (
  request: StartRequest,
  trigger_node: string | null,
  now: number,
): ExecutionRecord => ({
  id: request.execution_id,
  workflow_id: request.workflow.id,
  workflow_version: request.workflow.version,
  status: 'pending',
  trigger_node,
  trigger_data: request.trigger_data,
  until_node: request.until_node ?? null,
  parent_id: request.parent_id ?? null,
  source: request.source,
  started_at: isoTime(now),
  completed_at: null,
  final_output: null,
  error: null,
  wake_at: null,
  recoveries: 0,
  control: null,
})
