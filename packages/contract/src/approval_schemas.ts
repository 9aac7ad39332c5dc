import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'

export type ApprovalStatus = 'open' | 'approved' | 'rejected' | 'expired' | 'cancelled'

/** What a node asks; the shape that nodes give. */
export interface ApprovalQuestion {
  execution_id: string
  workflow_id: string
  node_id: string
  path: string
  key: string
  kind: 'approval' | 'tool'
  title: string
  message: string
  assignee?: string
  choices?: readonly string[]
  form?: JsonObject
  details?: JsonValue
  /** Milliseconds since the epoch. */
  expires_at?: number
}

/** What a person answered; the shape that nodes are given. */
export interface ApprovalAnswer {
  decision: 'approved' | 'rejected'
  comment: string
  data: JsonValue
  choice: string | null
  by: string
  at: string
}

/** A question that a run asks of a person. */
export interface Approval {
  id: string
  execution_id: string
  workflow_id: string
  /** Null where the workflow is gone. */
  workflow_name: string | null
  node_id: string
  /** Frame path and node id. */
  path: string
  /** `tool`: an agent wants to call one; `details` says which, with its arguments. */
  kind: 'approval' | 'tool'
  status: ApprovalStatus
  title: string
  /** Markdown. */
  message: string
  assignee: string | null
  choices: string[]
  /** JSON Schema of the data that an approval carries. */
  form: JsonObject | null
  details: JsonValue
  requested_at: string
  expires_at: string | null
  decided_at: string | null
  decided_by: string | null
  comment: string
  choice: string | null
  data: JsonValue
  /** Path of a page where who has the link can answer. */
  link: string
}

export interface ApprovalDecision {
  decision: 'approved' | 'rejected'
  comment?: string
  choice?: string
  data?: JsonValue
  /** Who decides, as text for people. */
  by?: string
}

const nullable = <T extends object>(schema: T) => ({ anyOf: [schema, { type: 'null' }] })
const text = { type: 'string' }
const time = { type: 'string', format: 'date-time' }

export const ApprovalStatusSchema = Type.Unsafe<ApprovalStatus>({
  enum: ['open', 'approved', 'rejected', 'expired', 'cancelled'],
})

const properties = {
  id: text,
  execution_id: text,
  workflow_id: text,
  workflow_name: nullable(text),
  node_id: text,
  path: { type: 'string', description: 'Frame path and node id' },
  kind: { enum: ['approval', 'tool'] },
  status: { enum: ['open', 'approved', 'rejected', 'expired', 'cancelled'] },
  title: text,
  message: { type: 'string', description: 'Markdown' },
  assignee: nullable(text),
  choices: { type: 'array', items: text },
  form: { ...nullable({ type: 'object' }), description: 'JSON Schema of the data that an approval carries' },
  details: { description: 'What it is about: a tool and its arguments' },
  requested_at: time,
  expires_at: nullable(time),
  decided_at: nullable(time),
  decided_by: nullable(text),
  comment: text,
  choice: nullable(text),
  data: {},
  link: { type: 'string', description: 'Path of a page where who has the link can answer' },
}

export const ApprovalSchema = Type.Unsafe<Approval>({
  type: 'object',
  description: 'A question that a run asks of a person',
  required: Object.keys(properties),
  properties,
})

export const ApprovalDecisionSchema = Type.Unsafe<ApprovalDecision>(
  Type.Object({
    decision: Type.Union([Type.Literal('approved'), Type.Literal('rejected')]),
    comment: Type.Optional(Type.String({ maxLength: 10_000 })),
    choice: Type.Optional(Type.String({ description: 'One of the choices, where there are any' })),
    data: Type.Optional(Type.Unsafe<JsonValue>({ description: 'Fits the form, where there is one' })),
    by: Type.Optional(Type.String({ maxLength: 200, description: 'Who decides, as text for people' })),
  }),
)
