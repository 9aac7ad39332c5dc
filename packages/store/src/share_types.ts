import type { FunctionDraft } from '@llamanexus/contract'

/** A link by which others may look at a workflow. */
export interface ShareRow {
  id: string
  /** Whoever has it may look. */
  token: string
  workflow_id: string
  /** The version that is shown, unless it follows the newest one. */
  version: number
  follow_latest: boolean
  /** Whether the sample data of its triggers is shown. */
  include_sample: boolean
  title: string
  note: string
  /** What the version called when it was shared; null where the newest version is followed. */
  functions: FunctionDraft[] | null
  /** ISO 8601. */
  created_at: string
  /** ISO 8601; null: never. */
  expires_at: string | null
}

/** A share ends with its workflow. One whose time is over is kept until somebody deletes it. */
export interface ShareStore {
  add(share: ShareRow): Promise<void>
  byToken(token: string): Promise<ShareRow | undefined>
  /** Of a workflow, newest first. */
  list(
    workflowId: string,
    page: { limit: number; offset: number },
  ): Promise<{ items: ShareRow[]; total: number; limit: number; offset: number }>
  delete(workflowId: string, id: string): Promise<boolean>
}
