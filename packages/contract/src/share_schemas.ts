import type { WorkflowFile } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { Id } from './schemas.ts'

/** How a workflow is to be shared. */
export interface ShareDraft {
  /** It never ends where there is none. */
  expires_in_days?: number
  /** Shows each later version too; else the one that is shared stays. */
  follow_latest?: boolean
  /** Shows the sample data of the triggers. Default true. */
  include_sample?: boolean
  /** Default: the name of the workflow. */
  title?: string
  note?: string
}

/** A link by which others may look at a workflow. */
export interface Share {
  id: string
  /** Whoever has it may look. */
  token: string
  url: string
  workflow_id: string
  /** The one that is shown now. */
  version: number
  follow_latest: boolean
  include_sample: boolean
  title: string
  note: string
  created_at: string
  expires_at: string | null
}

/** What whoever has the link is shown. */
export interface SharedWorkflow {
  title: string
  note: string
  version: number
  follow_latest: boolean
  created_at: string
  expires_at: string | null
  /** When the version that is shown was saved. */
  updated_at: string
  /** Without what was typed in as a secret, with the functions that it calls. */
  workflow: WorkflowFile
  /** JSON pointers to what was left out as a secret. */
  left_out: string[]
}

const MAX_DAYS = 3650

const ShareSettings = Type.Object(
  {
    expires_in_days: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_DAYS, description: 'It never ends where there is none' }),
    ),
    follow_latest: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Shows each later version too; else the one that is shared stays',
      }),
    ),
    include_sample: Type.Optional(
      Type.Boolean({ default: true, description: 'Shows the sample data of the triggers' }),
    ),
    title: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'Default: the name of the workflow' }),
    ),
    note: Type.Optional(Type.String({ maxLength: 5000 })),
  },
  { additionalProperties: false },
)

/** All of it may be left out, the body too. */
export const ShareDraftSchema = Type.Unsafe<ShareDraft | undefined>({ allOf: [ShareSettings] })

const shown = {
  title: Type.String(),
  note: Type.String(),
  version: Type.Integer({ description: 'The one that is shown now' }),
  follow_latest: Type.Boolean(),
  created_at: Type.String({ format: 'date-time' }),
  expires_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
}

export const ShareSchema = Type.Unsafe<Share>(
  Type.Object({
    id: Id,
    token: Type.String({ description: 'Whoever has it may look' }),
    url: Type.String(),
    workflow_id: Id,
    include_sample: Type.Boolean(),
    ...shown,
  }),
)

export const SharedWorkflowSchema = Type.Unsafe<SharedWorkflow>(
  Type.Object({
    ...shown,
    updated_at: Type.String({ format: 'date-time', description: 'When the version that is shown was saved' }),
    workflow: Type.Unsafe<WorkflowFile>({
      type: 'object',
      required: ['id', 'name', 'nodes', 'connections'],
      description:
        'The document, without what was typed in as a secret, with the functions that it calls at `functions`',
    }),
    left_out: Type.Array(Type.String(), { description: 'JSON pointers to what was left out as a secret' }),
  }),
)
