import { stringify } from 'yaml'
import type { WorkflowFile } from './document.ts'
import type { WorkflowFormat } from './parse_workflow.ts'

/**
 * Writes a workflow as text with its known fields always in the same order, so that versions compare line by line.
 * Values in `config`, `inputs` and `variables` keep their order, which can mean something (`cases` of `switch`).
 */
export function serializeWorkflow(workflow: WorkflowFile, format: WorkflowFormat): string {
  const ordered = {
    ...inOrder(workflow, WORKFLOW_KEYS),
    nodes: workflow.nodes.map((node) => inOrder(node, NODE_KEYS)),
    connections: workflow.connections.map((connection) => inOrder(connection, CONNECTION_KEYS)),
    ...(workflow.annotations && {
      annotations: workflow.annotations.map((annotation) => inOrder(annotation, ANNOTATION_KEYS)),
    }),
    ...(workflow.functions && { functions: workflow.functions.map((each) => inOrder(each, FUNCTION_KEYS)) }),
  }
  return format === 'json'
    ? `${JSON.stringify(ordered, null, 2)}\n`
    : stringify(ordered, { lineWidth: 0, aliasDuplicateObjects: false })
}

const WORKFLOW_KEYS =
  'id name description version is_active created_at updated_at settings variables nodes connections annotations functions'.split(
    ' ',
  )
const NODE_KEYS = 'id type type_version label parent position size config inputs policy notes'.split(' ')
const CONNECTION_KEYS = ['id', 'source_node', 'source_port', 'target_node', 'target_port']
const ANNOTATION_KEYS = ['id', 'kind', 'position', 'size', 'text', 'color']
const FUNCTION_KEYS = 'name description language parameters returns timeout_ms memory_mb code'.split(' ')

function inOrder(record: object, keys: readonly string[]): Record<string, unknown> {
  const entries = new Map<string, unknown>(Object.entries(record).filter(([, value]) => value !== undefined))
  const known = keys.flatMap((key) => (entries.has(key) ? [[key, entries.get(key)] as const] : []))
  const unknown = [...entries].filter(([key]) => !keys.includes(key))
  return Object.fromEntries([...known, ...unknown])
}
