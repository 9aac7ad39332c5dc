import type { JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'

/** Why a trigger does not listen, and what to do about it. */
export interface TriggerProblem {
  /** Stable, as `cron_invalid`. */
  code: string
  message: string
  hint?: string
  /** The field of the node's configuration it is about. */
  field?: string
}

/** What a trigger of a workflow does right now. */
export interface TriggerState {
  /** Of the node; null for a schedule made over the API. */
  node_id: string | null
  schedule_id: string | null
  /** `schedule`, `file_watch`, `event_listener`, `http_webhook`. */
  type: string
  /** The node's label, or the name of its type. */
  name: string
  /** `inactive` with its workflow, or by itself. */
  state: 'listening' | 'broken' | 'inactive'
  problem: TriggerProblem | null
  /** What it says of itself, for people. */
  note: string | null
  /** ISO 8601, of one that fires by itself. */
  next_run_at: string | null
}

export interface TriggerDetail extends TriggerState {
  /** At most five, ISO 8601. */
  next_runs: string[]
  last_run: { execution_id: string; started_at: string; status: string } | null
  /** Of a webhook. */
  address: { method: string; production: string; test: string } | null
}

/** What a schedule is made of, over the API. */
export interface ScheduleDraft {
  cron: string
  /** IANA name; null or absent: the server's. */
  timezone?: string | null
  missed?: 'skip' | 'once' | 'all'
  /** The trigger its runs start at; null or absent: the manual trigger, or the first one. */
  trigger_node?: string | null
  /** What its runs are started with, beside the times. */
  data?: JsonValue
  active?: boolean
}

/** A schedule of a workflow: of one of its nodes, or made over the API. */
export interface Schedule {
  /** Of one made over the API; the node's id else. */
  id: string
  workflow_id: string
  /** A node's schedule is changed in the document. */
  kind: 'node' | 'api'
  cron: string
  timezone: string
  missed: 'skip' | 'once' | 'all'
  trigger_node: string | null
  data: JsonValue
  active: boolean
  /** The cron expression in words. */
  description: string
  state: TriggerState['state']
  problem: TriggerProblem | null
  next_runs: string[]
  last_run: TriggerDetail['last_run']
}

export interface SchedulePreview {
  description: string
  timezone: string
  next_runs: string[]
}

const text = { type: 'string' }
const time = { type: 'string', format: 'date-time' }
const nullable = (schema: object) => ({ anyOf: [schema, { type: 'null' }] })
const times = { type: 'array', items: time, description: 'At most five' }
const missed = {
  enum: ['skip', 'once', 'all'],
  description: 'What becomes of times at which the server was down',
}

const problem = nullable({
  type: 'object',
  required: ['code', 'message'],
  properties: { code: text, message: text, hint: text, field: text },
})

const lastRun = nullable({
  type: 'object',
  required: ['execution_id', 'started_at', 'status'],
  properties: { execution_id: text, started_at: time, status: text },
})

const stateProperties = {
  node_id: nullable(text),
  schedule_id: nullable(text),
  type: text,
  name: text,
  state: { enum: ['listening', 'broken', 'inactive'] },
  problem,
  note: nullable(text),
  next_run_at: nullable(time),
}

const address = nullable({
  type: 'object',
  required: ['method', 'production', 'test'],
  properties: { method: text, production: text, test: text },
})

const shape = <T>(description: string, properties: Record<string, unknown>) =>
  Type.Unsafe<T>({ type: 'object', description, required: Object.keys(properties), properties })

export const TriggerStateSchema = shape<TriggerState>('A trigger of a workflow', stateProperties)

export const TriggerDetailSchema = shape<TriggerDetail>('A trigger of a workflow', {
  ...stateProperties,
  next_runs: times,
  last_run: lastRun,
  address,
})

export const ScheduleSchema = shape<Schedule>('A schedule of a workflow', {
  id: text,
  workflow_id: text,
  kind: { enum: ['node', 'api'], description: 'A node’s schedule is changed in the document' },
  cron: text,
  timezone: text,
  missed,
  trigger_node: nullable(text),
  data: {},
  active: { type: 'boolean' },
  description: text,
  state: stateProperties.state,
  problem,
  next_runs: times,
  last_run: lastRun,
})

export const ScheduleBody = Type.Unsafe<ScheduleDraft>({
  type: 'object',
  description: 'A schedule',
  required: ['cron'],
  additionalProperties: false,
  properties: {
    cron: {
      type: 'string',
      minLength: 1,
      maxLength: 500,
      description: 'Five fields, or six with seconds first',
    },
    timezone: { ...nullable(text), description: 'IANA name; the server’s where none is named' },
    missed: { ...missed, default: 'skip' },
    trigger_node: { ...nullable(text), description: 'Default: the manual trigger, or the first one' },
    data: { description: 'What runs are started with, beside the times' },
    active: { type: 'boolean', default: true },
  },
})

export const SchedulePreviewSchema = shape<SchedulePreview>('What a cron expression means', {
  description: text,
  timezone: text,
  next_runs: times,
})

/** The runs that an event has started. */
export const EventReceiptSchema = shape<{
  items: { execution_id: string; workflow_id: string; node_id: string }[]
}>('The runs that an event starts', {
  items: {
    type: 'array',
    items: {
      type: 'object',
      required: ['execution_id', 'workflow_id', 'node_id'],
      properties: { execution_id: text, workflow_id: text, node_id: text },
    },
  },
})
