import type { JsonValue, WorkflowNode } from './document.ts'
import { effectiveValue } from './effective_value.ts'
import type { NodeTypeInfo } from './node_type.ts'

const MAX_LENGTH = 160

/** The sentence on a node's card: the type's `summary` with `{name}` replaced by the node's own values or the defaults it runs with. */
export function summaryOf(node: WorkflowNode, info: NodeTypeInfo | undefined): string {
  if (!info) return `Unknown node type "${node.type}"`
  const text = info.summary.replaceAll(/\{([\w.-]+)\}/g, (_, name: string) =>
    shown(effectiveValue(node, name) ?? defaultOf(info, name)),
  )
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line
}

function defaultOf(info: NodeTypeInfo, name: string): JsonValue | undefined {
  const port = info.inputs.find(({ id }) => id === name)
  if (port?.default !== undefined) return port.default
  const properties = info.config_schema['properties'] as Record<string, { default?: JsonValue }> | undefined
  return properties?.[name]?.default
}

function shown(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.length === 1 ? '1 item' : `${value.length} items`
  if (typeof value === 'object') return Object.keys(value).join(', ')
  return String(value)
}
