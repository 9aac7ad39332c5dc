import { Errors } from 'typebox/schema'
import { certainlyFits } from './certainly_fits.ts'
import type { JsonObject, JsonValue, Workflow } from './document.ts'
import type { Finding } from './finding.ts'
import { documentError, error } from './findings.ts'
import { DEFAULT_LIMITS, type WorkflowLimits } from './limits.ts'
import type { JsonSchema } from './node_type.ts'
import { toJsonValue } from './to_json_value.ts'
import { WorkflowSchema } from './workflow_schema.ts'

export interface ReadOptions {
  /** Makes the id of a workflow that has none; random UUIDs by default. */
  makeId?: () => string
  /** ISO 8601; stamps a document without times. */
  now?: () => string
  limits?: Partial<WorkflowLimits>
}

export interface ReadResult {
  /** Absent when something is wrong that leaves no document to work with; the findings say what. */
  workflow?: Workflow
  findings: Finding[]
}

/**
 * Takes a value of unknown origin for a workflow document: checks its structure and size and fills in what may be left
 * out. Everything that is there is kept, unknown fields and node types included. Never throws.
 */
export function readWorkflow(value: unknown, options: ReadOptions = {}): ReadResult {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  // A config sits three levels below the document.
  const json = toJsonValue(value, { max_depth: limits.max_depth + 3, max_values: limits.max_document_bytes })
  if (!json.ok) return refused(documentError(json.message, json.pointer))
  if (!isObject(json.value))
    return refused(documentError('A workflow is an object with nodes and connections.', ''))
  const document = withDefaults(json.value, options)
  const structural = structureFindings(document)
  if (structural.length > 0) return { findings: structural }
  // The schema has just been checked; unknown fields only add to the type.
  const workflow = document as unknown as Workflow
  const tooLarge = limitFindings(workflow, limits)
  return tooLarge.length > 0 ? { findings: tooLarge } : { workflow, findings: [] }
}

const refused = (finding: Finding): ReadResult => ({ findings: [finding] })

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function withDefaults(document: JsonObject, options: ReadOptions): JsonObject {
  const now = options.now?.() ?? new Date().toISOString()
  const created = document.created_at ?? document.updated_at ?? now
  return {
    ...document,
    id: document.id ?? (options.makeId ?? (() => globalThis.crypto.randomUUID()))(),
    nodes: mapObjects(document.nodes, (node, index) => ({
      ...node,
      position: node.position ?? { x: (index % 6) * 280, y: Math.floor(index / 6) * 180 },
      config: node.config ?? {},
    })),
    connections: withConnectionIds(document.connections ?? []),
    variables: document.variables ?? {},
    settings: document.settings ?? {},
    created_at: created,
    updated_at: document.updated_at ?? created,
    version: document.version ?? 1,
    is_active: document.is_active ?? true,
  }
}

/** Connections may come without ids; they get `c1`, `c2` … so that the same text gives the same document. */
function withConnectionIds(connections: JsonValue): JsonValue {
  if (!Array.isArray(connections)) return connections
  const used = new Set(connections.map((connection) => (isObject(connection) ? connection.id : undefined)))
  let next = 1
  return mapObjects(connections, (connection) => {
    if (connection.id !== undefined) return connection
    while (used.has(`c${next}`)) next += 1
    return { id: `c${next++}`, ...connection }
  })
}

function mapObjects(
  list: JsonValue | undefined,
  change: (item: JsonObject, index: number) => JsonObject,
): JsonValue {
  if (list === undefined) return []
  return Array.isArray(list) ? list.map((item, index) => (isObject(item) ? change(item, index) : item)) : list
}

function structureFindings(document: JsonObject): Finding[] {
  // A TypeBox schema is JSON Schema; its type only lacks the index signature.
  if (certainlyFits(WorkflowSchema as object as JsonSchema, document)) return []
  const [, errors] = Errors(WorkflowSchema, document)
  return errors.map(({ instancePath, message, keyword, params }) => {
    const missing =
      keyword === 'required' && 'requiredProperties' in params ? params.requiredProperties : undefined
    const what = instancePath === '' ? 'The document' : `"${instancePath}"`
    const text = missing
      ? `${what} lacks ${missing.map((name) => `"${name}"`).join(' and ')}.`
      : `${what} ${message}.`
    return documentError(text, instancePath)
  })
}

function limitFindings(workflow: Workflow, limits: WorkflowLimits): Finding[] {
  const findings: Finding[] = []
  const exceeded = (message: string, pointer: string, node_id?: string): void => {
    findings.push(error('limit_exceeded', message, pointer, { node_id }))
  }
  const { nodes, connections } = workflow
  if (nodes.length > limits.max_nodes) {
    exceeded(`${nodes.length} nodes are more than ${limits.max_nodes}. Split it with sub_workflow.`, '/nodes')
  }
  if (connections.length > limits.max_connections) {
    exceeded(`${connections.length} connections are more than ${limits.max_connections}.`, '/connections')
  }
  nodes.forEach((node, index) => {
    const bytes = bytesOf(node.config) + bytesOf(node.inputs ?? {})
    if (bytes <= limits.max_config_bytes) return
    const message = `The values of "${node.id}" take ${bytes} bytes, more than ${limits.max_config_bytes}. Load such data when it runs.`
    exceeded(message, `/nodes/${index}/config`, node.id)
  })
  const bytes = bytesOf(workflow)
  if (bytes > limits.max_document_bytes) {
    exceeded(`The document takes ${bytes} bytes, more than ${limits.max_document_bytes}.`, '')
  }
  const depth = containerDepth(workflow)
  if (depth > limits.max_depth) {
    exceeded(`Containers are nested ${depth} deep, more than ${limits.max_depth}.`, '/nodes')
  }
  return findings
}

const encoder = new TextEncoder()

const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).length

/** Levels of containers around the innermost node; parents that go in a circle count once. */
function containerDepth(workflow: Workflow): number {
  const parents = new Map(workflow.nodes.map((node) => [node.id, node.parent]))
  const depths = new Map<string, number>()
  for (const { id } of workflow.nodes) {
    const path: string[] = []
    const seen = new Set<string>()
    let at: string | undefined = id
    while (at !== undefined && parents.has(at) && !depths.has(at) && !seen.has(at)) {
      seen.add(at)
      path.push(at)
      at = parents.get(at)
    }
    let depth = at === undefined ? -1 : (depths.get(at) ?? -1)
    for (const member of path.toReversed()) depths.set(member, ++depth)
  }
  return Math.max(0, ...depths.values())
}
