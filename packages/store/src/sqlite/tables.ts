import type { ExecutionStatus } from '@llamanexus/contract'
import type { Generated } from 'kysely'

/** The rows as SQLite holds them; JSON columns are text. */
export interface Tables {
  workflows: {
    id: string
    name: string
    description: string
    tags: string
    version: number
    is_active: number
    node_count: number
    created_at: string
    updated_at: string
  }
  workflow_tags: { workflow_id: string; tag: string }
  workflow_types: { workflow_id: string; node_type: string }
  workflow_versions: {
    workflow_id: string
    version: number
    change_summary: string
    created_by: string | null
    created_at: string
    document: string
  }
  executions: ExecutionRow & { n: Generated<number> }
  log_segments: SegmentRow & { execution_id: string; size: number }
}

export interface ExecutionRow {
  id: string
  workflow_id: string
  workflow_version: number
  status: ExecutionStatus
  source: string
  started_at: string
  completed_at: string | null
  wake_at: number | null
  recoveries: number
  control: 'cancel' | 'pause' | null
  trigger_node: string | null
  until_node: string | null
  parent_id: string | null
  error: string | null
  trigger_data: string
  final_output: string
}

export interface SegmentRow {
  first_seq: number
  last_seq: number
  body: string
}
