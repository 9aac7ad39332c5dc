import type { JsonValue, Workflow, WorkflowNode } from './document.ts'
import { hasExpression } from './has_expression.ts'
import type { Catalogue, JsonSchema, NodeTypeInfo } from './node_type.ts'
import { pointerGet, pointerSet, pointerTo } from './pointer.ts'

/** Something beside the document that it names. */
export type ReferenceKind = 'function' | 'collection' | 'mcp_server' | 'workflow' | 'model'

export interface NamedReference {
  kind: ReferenceKind
  /** A name, or the id of a workflow. */
  name: string
  node_id: string
  /** JSON pointer into the document. */
  pointer: string
}

/**
 * What the nodes of a workflow name on the server that they are on, by fields whose schema says so: pickers (`x-widget`),
 * the tools of an agent, and lists of names (`x-references`). What an expression comes to is not known here, and left out.
 */
export function referencesOf({ nodes }: Pick<Workflow, 'nodes'>, catalogue: Catalogue): NamedReference[] {
  return nodes.flatMap((node, index) => {
    const info = catalogue.get(node.type)
    return info ? referencesIn(node, `/nodes/${index}`, info) : []
  })
}

/** The names of the functions that a workflow calls, each once. */
export const functionNamesOf = (workflow: Pick<Workflow, 'nodes'>, catalogue: Catalogue): string[] => [
  ...new Set(
    referencesOf(workflow, catalogue).flatMap(({ kind, name }) => (kind === 'function' ? [name] : [])),
  ),
]

/** The document with other names in the places where it calls functions. */
export function renameFunctions<W extends Pick<Workflow, 'nodes'>>(
  workflow: W,
  catalogue: Catalogue,
  names: ReadonlyMap<string, string>,
): W {
  return referencesOf(workflow, catalogue).reduce((document, { kind, name, pointer }) => {
    const other = kind === 'function' ? names.get(name) : undefined
    return other === undefined ? document : pointerSet(document, pointer, other)
  }, workflow)
}

function referencesIn(node: WorkflowNode, base: string, info: NodeTypeInfo): NamedReference[] {
  const found: NamedReference[] = []
  const add = (kind: ReferenceKind, name: JsonValue | undefined, pointer: string): void => {
    if (typeof name !== 'string' || name === '' || hasExpression(name)) return
    found.push({ kind, name, node_id: node.id, pointer })
  }
  const ports = new Map(info.inputs.map(({ id, schema }) => [id, schema]))
  for (const [key, value] of Object.entries(node.inputs ?? {}))
    collect(ports.get(key) ?? fieldSchema(info, key), value, pointerTo(`${base}/inputs`, key), add)
  for (const [key, value] of Object.entries(node.config))
    collect(fieldSchema(info, key) ?? ports.get(key), value, pointerTo(`${base}/config`, key), add)
  return found
}

type Add = (kind: ReferenceKind, name: JsonValue | undefined, pointer: string) => void

function collect(schema: JsonSchema | undefined, value: JsonValue, pointer: string, add: Add): void {
  const widget = schema?.['x-widget']
  if (isKind(widget)) add(widget, value, pointer)
  if (!Array.isArray(value)) return
  const listed = schema?.['x-references']
  value.forEach((item, index) => {
    const at = pointerTo(pointer, index)
    if (isKind(listed)) add(listed, item, at)
    if (widget === 'agent_tools') collectTool(item, at, add)
  })
}

/** One row of an agent's tools. */
function collectTool(tool: JsonValue, pointer: string, add: Add): void {
  const kind = pointerGet(tool, '/kind')
  const name = pointerGet(tool, '/name')
  if (kind === 'function' || kind === 'workflow') add(kind, name, `${pointer}/name`)
  if (kind === 'retrieval') add('collection', name, `${pointer}/name`)
  if (kind === 'mcp') add('mcp_server', pointerGet(tool, '/server'), `${pointer}/server`)
}

const fieldSchema = (info: NodeTypeInfo, key: string): JsonSchema | undefined =>
  pointerGet(info.config_schema, pointerTo('/properties', key)) as JsonSchema | undefined

const KINDS: ReadonlySet<unknown> = new Set<ReferenceKind>([
  'function',
  'collection',
  'mcp_server',
  'workflow',
  'model',
])

const isKind = (value: unknown): value is ReferenceKind => KINDS.has(value)
