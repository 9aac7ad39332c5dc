import type {
  ExecutionError,
  Finding,
  JsonObject,
  JsonValue,
  NodeExecution,
  NodeTypeInfo,
  RunUsage,
  Workflow,
  WorkflowDraft,
  WorkflowNode,
} from '@llamanexus/workflow'
import { Type } from 'typebox'
import type { ExecutionEvent } from './events.ts'
import { type TriggerState, TriggerStateSchema } from './trigger_schemas.ts'

const json = <T>(description: string, schema: Record<string, unknown> = {}) =>
  Type.Unsafe<T>({ ...schema, description })

export const Id = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' })
export const Any = json<JsonValue>('Any JSON value')
export const Time = Type.String({ format: 'date-time' })

/** Read by the language's own parser, which answers with findings; the schema here is its shape for the documentation. */
export const WorkflowDocument = json<Workflow>('A workflow document', {
  type: 'object',
  required: ['id', 'name', 'nodes', 'connections', 'version'],
  properties: {
    id: { type: 'string' },
    name: { type: 'string' },
    description: { type: 'string' },
    nodes: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'type', 'position', 'config'],
        properties: {
          id: { type: 'string' },
          type: { type: 'string' },
          position: { type: 'object', properties: { x: { type: 'number' }, y: { type: 'number' } } },
          config: { type: 'object' },
          inputs: { type: 'object' },
          label: { type: 'string' },
          parent: { type: 'string' },
          policy: { type: 'object' },
        },
      },
    },
    connections: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'source_node', 'source_port', 'target_node', 'target_port'],
        properties: {
          id: { type: 'string' },
          source_node: { type: 'string' },
          source_port: { type: 'string' },
          target_node: { type: 'string' },
          target_port: { type: 'string' },
        },
      },
    },
    variables: { type: 'object' },
    settings: { type: 'object' },
    created_at: { type: 'string', format: 'date-time' },
    updated_at: { type: 'string', format: 'date-time' },
    version: { type: 'integer' },
    is_active: { type: 'boolean' },
  },
})

/** Only its being an object is checked here: what is wrong with the rest is the language's parser's to say. */
export const WorkflowBody = json<WorkflowDraft>('A workflow document; what is left out takes its default', {
  type: 'object',
})

export const FindingSchema = json<Finding>('One thing that is wrong, or may be, with a document', {
  type: 'object',
  required: ['severity', 'code', 'message', 'pointer'],
  properties: {
    severity: { enum: ['error', 'warning'] },
    code: { type: 'string' },
    message: { type: 'string' },
    pointer: { type: 'string' },
    node_id: { type: 'string' },
    connection_id: { type: 'string' },
    fix: { type: 'object' },
  },
})

const ports = { type: 'array', items: { type: 'object', required: ['id', 'type'] } }

export const NodeTypeSchema = json<NodeTypeInfo>('A node type: ports, configuration schema, documentation', {
  type: 'object',
  required: [
    'type',
    'version',
    'category',
    'name',
    'icon',
    'description',
    'docs',
    'summary',
    'role',
    'effect',
  ],
  properties: {
    type: { type: 'string' },
    version: { type: 'integer' },
    category: { type: 'string' },
    name: { type: 'string' },
    icon: { type: 'string', description: 'Name of a lucide icon' },
    description: { type: 'string' },
    docs: { type: 'string', description: 'Markdown' },
    summary: { type: 'string' },
    role: { enum: ['trigger', 'action', 'container', 'output', 'response'] },
    effect: { enum: ['pure', 'idempotent', 'unsafe'] },
    inputs: ports,
    outputs: ports,
    config_schema: { type: 'object', description: 'JSON Schema of `config`' },
    examples: { type: 'array', items: { type: 'object' } },
  },
})

/** RFC 9457. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.Optional(Type.String()),
  code: Type.String(),
  errors: Type.Optional(
    Type.Array(
      Type.Object({
        pointer: Type.String(),
        code: Type.String(),
        message: Type.String(),
        node_id: Type.Optional(Type.String()),
      }),
    ),
  ),
})

export const Paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 })),
}

export const pageOf = <T extends ReturnType<typeof Type.Unsafe<unknown>>>(item: T) =>
  Type.Object({
    items: Type.Array(item),
    total: Type.Integer(),
    limit: Type.Integer(),
    offset: Type.Integer(),
  })

export const ExecutionStatusSchema = Type.Union([
  Type.Literal('pending'),
  Type.Literal('running'),
  Type.Literal('completed'),
  Type.Literal('failed'),
  Type.Literal('cancelled'),
  Type.Literal('paused'),
])

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

/** One saved version of a workflow, without its document. */
export interface VersionSummary {
  version: number
  change_summary: string
  created_by: string | null
  created_at: string
}

/** What changed between two versions. */
export interface VersionDiff {
  from: number
  to: number
  /** One line for people. */
  summary: string
  /** As the language's own `diffWorkflows` describes it. */
  changes: JsonValue
}

export interface WorkflowSummary {
  id: string
  name: string
  description?: string
  tags: string[]
  version: number
  is_active: boolean
  created_at: string
  updated_at: string
  node_count: number
  last_execution: ExecutionSummary | null
  /** Status of the last 20 runs, newest last. */
  recent: ExecutionStatus[]
  /** Of an active workflow; empty for one that is not. */
  triggers: TriggerState[]
}

export interface TemplateInfo {
  id: string
  name: string
  description: string
  category: string
  parameters_schema: JsonObject
  /** What a run by hand starts with; null where there is no trigger for one. */
  sample: JsonValue
  preview: {
    nodes: Pick<WorkflowNode, 'id' | 'type' | 'position' | 'label' | 'parent'>[]
    connections: [string, string][]
  }
}

const nullable = (schema: object) => ({ anyOf: [schema, { type: 'null' }] })
const text = { type: 'string' }
const time = { type: 'string', format: 'date-time' }
const integer = { type: 'integer' }
const number = { type: 'number' }
const object = { type: 'object' }
const status = { enum: ['pending', 'running', 'completed', 'failed', 'cancelled', 'paused'] }

/** Every field is required unless it is named in `optional`. */
const shape = <T>(description: string, properties: Record<string, unknown>, optional: string[] = []) =>
  json<T>(description, {
    type: 'object',
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    properties,
  })

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
export const WorkflowSummarySchema = shape<WorkflowSummary>(
  'A workflow, without its graph',
  {
    id: text,
    name: text,
    description: text,
    tags: { type: 'array', items: text },
    version: integer,
    is_active: { type: 'boolean' },
    created_at: time,
    updated_at: time,
    node_count: integer,
    last_execution: nullable(ExecutionSummarySchema),
    recent: { type: 'array', items: status, description: 'The last 20 runs, newest last' },
    triggers: {
      type: 'array',
      items: TriggerStateSchema,
      description: 'What its triggers do, while it is active',
    },
  },
  ['description'],
)
export const TemplateSchema = shape<TemplateInfo>('A ready-made workflow with parameters', {
  id: text,
  name: text,
  description: text,
  category: text,
  parameters_schema: { type: 'object', description: 'JSON Schema of the parameters' },
  sample: { description: 'What a run by hand starts with; null where there is no trigger for one' },
  preview: object,
})
export const VersionSchema = shape<VersionSummary>('One saved version', {
  version: integer,
  change_summary: text,
  created_by: nullable(text),
  created_at: time,
})
export const EventSchema = shape<ExecutionEvent>(
  'One event of a run',
  { seq: integer, type: text, execution_id: text, node_id: text, path: text, at: time, data: object },
  ['node_id', 'path'],
)
