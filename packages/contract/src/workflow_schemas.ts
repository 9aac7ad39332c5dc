import type { JsonObject, JsonValue, WorkflowNode } from '@llamanexus/workflow'
import {
  type ExecutionStatus,
  type ExecutionSummary,
  ExecutionSummarySchema,
  status,
} from './execution_schemas.ts'
import { integer, nullable, object, shape, text, time } from './json_shape.ts'
import { type TriggerState, TriggerStateSchema } from './trigger_schemas.ts'

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
