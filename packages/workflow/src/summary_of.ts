import type { JsonValue, WorkflowNode } from './document.ts'
import { durationText } from './duration_text.ts'
import { effectiveValue } from './effective_value.ts'
import type { JsonSchema, NodeTypeInfo } from './node_type.ts'
import { optionLabel, optionsOf } from './options.ts'

const MAX_LENGTH = 160

/**
 * The sentence on a node's card: the type's `summary` with `{name}` replaced by the node's own values or the defaults it
 * runs with, in the words of the form. Where it has none of them, the rest of the sentence would say nothing: then it is
 * empty.
 */
export function summaryOf(node: WorkflowNode, info: NodeTypeInfo | undefined): string {
  if (!info) return `Unknown node type "${node.type}"`
  const values: string[] = []
  const text = info.summary.replaceAll(/\{([\w.-]+)\}/g, (_, name: string) => {
    const schema = schemaOf(info, name)
    const value = shown(effectiveValue(node, name) ?? defaultOf(info, name, schema), schema)
    values.push(value)
    return value
  })
  if (values.length > 0 && values.every((value) => value === '')) return ''
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line
}

/** Of a port and of the config field of the same name; what the port says of itself goes first. */
function schemaOf(info: NodeTypeInfo, name: string): JsonSchema {
  const properties = info.config_schema['properties'] as Record<string, JsonSchema> | undefined
  return { ...properties?.[name], ...info.inputs.find(({ id }) => id === name)?.schema }
}

const defaultOf = (info: NodeTypeInfo, name: string, schema: JsonSchema): JsonValue | undefined =>
  info.inputs.find(({ id }) => id === name)?.default ?? (schema['default'] as JsonValue | undefined)

function shown(value: JsonValue | undefined, schema: JsonSchema): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.length === 1 ? '1 item' : `${value.length} items`
  if (typeof value === 'object') return Object.keys(value).join(', ')
  if (typeof value === 'number' && schema['x-widget'] === 'duration') return durationText(value)
  if (typeof value === 'string' && optionsOf(schema).includes(value)) return optionLabel(schema, value)
  return String(value)
}
