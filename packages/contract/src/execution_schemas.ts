import type { ExecutionError, JsonValue, NodeExecution, RunUsage } from '@llamanexus/workflow'
import { Type } from 'typebox'
import type { ExecutionEvent } from './events.ts'
import { integer, nullable, number, object, shape, text, time } from './json_shape.ts'

export type ExecutionStatus = 'pending' | 'running' | 'completed' | 'failed' | 'cancelled' | 'paused'

/** A run as lists show it. */
export interface ExecutionSummary {
  id: string
  workflow_id: string
  workflow_version: number
  status: ExecutionStatus
  /** `manual`, `webhook`, … */
  source: string
  trigger_node: string | null
  parent_id: string | null
  started_at: string
  completed_at: string | null
  duration_ms: number | null
  error: ExecutionError | null
}

/** A run with what became of its nodes. */
export interface Execution extends ExecutionSummary {
  trigger_data: JsonValue
  final_output: JsonValue
  /** By path, in the order they were started; at most `node_executions_limit` of them. */
  node_executions: Record<string, NodeExecution>
  /** How many there are in all. */
  node_executions_total: number
  /** Tokens and cost, summed over all of them; null where none used a model. */
  usage: RunUsage | null
  /** `seq` of the last log entry that is in here; follow the events from it. */
  last_seq: number
}

export const ExecutionStatusSchema = Type.Union([
  Type.Literal('pending'),
  Type.Literal('running'),
  Type.Literal('completed'),
  Type.Literal('failed'),
  Type.Literal('cancelled'),
  Type.Literal('paused'),
])

/** The same as plain JSON Schema. */
export const status = { enum: ['pending', 'running', 'completed', 'failed', 'cancelled', 'paused'] }

const executionError = {
  type: 'object',
  required: ['message', 'code'],
  properties: {
    message: text,
    code: text,
    hint: text,
    field: text,
    details: {},
    spent: {
      type: 'object',
      description: 'Tokens and US dollars that models took before it failed',
      properties: { usage: { type: 'object' }, cost: nullable(number) },
    },
    node_id: text,
    path: text,
  },
}

const executionSummary = {
  id: text,
  workflow_id: text,
  workflow_version: integer,
  status,
  source: { type: 'string', description: '`manual`, `webhook`, `retry`, `example`, …' },
  trigger_node: nullable(text),
  parent_id: {
    ...nullable(text),
    description: 'The run this one repeats, or that started it (`source: workflow`)',
  },
  started_at: time,
  completed_at: nullable(time),
  duration_ms: nullable(number),
  error: nullable(executionError),
}

const nodeExecution = {
  node_id: text,
  path: { type: 'string', description: 'Frame path and node id, `each[0]/sum`' },
  status: {
    enum: ['pending', 'running', 'completed', 'failed', 'skipped', 'cancelled', 'waiting', 'retrying'],
  },
  started_at: nullable(time),
  completed_at: nullable(time),
  duration_ms: nullable(number),
  attempts: integer,
  inputs: object,
  outputs: { type: 'object', description: 'Live ports only' },
  error: nullable(executionError),
  reason: { ...nullable(text), description: 'Why it was skipped' },
  logs: {
    type: 'array',
    items: {
      type: 'object',
      required: ['at', 'level', 'message'],
      properties: { at: time, level: { enum: ['debug', 'info', 'warn', 'error'] }, message: text, data: {} },
    },
  },
  steps: {
    type: 'array',
    description: 'Steps that the node took, such as the turns and tool calls of an agent',
    items: {
      type: 'object',
      required: [
        'name',
        'status',
        'effect',
        'started_at',
        'completed_at',
        'duration_ms',
        'info',
        'value',
        'error',
      ],
      properties: {
        name: text,
        status: { enum: ['running', 'completed', 'failed'] },
        effect: { enum: ['pure', 'idempotent', 'unsafe'] },
        started_at: time,
        completed_at: nullable(time),
        duration_ms: nullable(number),
        info: {},
        value: {},
        error: nullable(executionError),
      },
    },
  },
}

export const ExecutionSummarySchema = shape<ExecutionSummary>('A run', executionSummary)
export const NodeExecutionSchema = shape<NodeExecution>('What became of one node in one frame', nodeExecution)
export const ExecutionSchema = shape<Execution>('A run with what became of its nodes', {
  ...executionSummary,
  trigger_data: {},
  final_output: {},
  node_executions: {
    type: 'object',
    description: 'By frame path',
    additionalProperties: NodeExecutionSchema,
  },
  node_executions_total: integer,
  usage: nullable({
    type: 'object',
    description: 'Tokens and US dollars, summed over the nodes',
    required: ['prompt_tokens', 'completion_tokens', 'total_tokens', 'cost', 'unpriced'],
    properties: {
      prompt_tokens: integer,
      completion_tokens: integer,
      total_tokens: integer,
      cost: { ...nullable(number), description: 'Of the nodes whose cost is known; null where none is' },
      unpriced: { ...integer, description: 'Nodes that used tokens at a price that nobody told' },
    },
  }),
  last_seq: { type: 'integer', description: 'Follow the events from here' },
})
export const EventSchema = shape<ExecutionEvent>(
  'One event of a run',
  { seq: integer, type: text, execution_id: text, node_id: text, path: text, at: time, data: object },
  ['node_id', 'path'],
)
