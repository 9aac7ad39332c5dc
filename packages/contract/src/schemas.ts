import type { Finding, JsonValue, NodeTypeInfo, Workflow, WorkflowDraft } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { json } from './json_shape.ts'

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
export const WorkflowBody = json<WorkflowDraft>(
  'A workflow document; what is left out takes its default. `functions` beside it, as in an exported file, are functions of the workspace that it calls',
  { type: 'object' },
)

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
    keywords: {
      type: 'array',
      items: { type: 'string' },
      description: 'Other words that people look for it by',
    },
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
