import { type JsonSchema, optionsOf } from '@llamanexus/workflow'
import { type DependentName, isDependent } from './widgets/dependent_kinds.ts'
import { isPicker, type PickerName } from './widgets/picker_kinds.ts'

export type Widget =
  | 'text'
  | 'textarea'
  | 'number'
  | 'duration'
  | 'boolean'
  | 'select'
  | 'code'
  | 'expression'
  | 'key_value'
  | 'fields'
  | 'cases'
  | 'json'
  | 'list'
  | 'model'
  | 'cron'
  | 'timezone'
  | 'choices'
  | 'credential'
  | 'file'
  | 'group'
  | 'workflow_inputs'
  | 'agent_tools'
  | 'graphql'
  | PickerName
  | DependentName

const named: ReadonlySet<string> = new Set<Widget>([
  'text',
  'textarea',
  'number',
  'duration',
  'boolean',
  'select',
  'code',
  'expression',
  'key_value',
  'fields',
  'cases',
  'json',
  'list',
  'model',
  'cron',
  'timezone',
  'choices',
  'credential',
  'file',
  'group',
  'graphql',
  'workflow_inputs',
  'agent_tools',
])

/** The widget that a schema asks for with `x-widget`, or else the one that fits its shape. Never the node's type. */
export const widgetOf = (schema: JsonSchema, expression: string): Widget => {
  const wish = schema['x-widget']
  if (typeof wish === 'string' && (named.has(wish) || isPicker(wish) || isDependent(wish)))
    return wish as Widget
  if (expression === 'bare') return 'expression'
  if (expression === 'bare_map') return 'cases'
  if (optionsOf(schema).length > 0) return 'select'
  switch (schema['type']) {
    case 'boolean':
      return 'boolean'
    case 'number':
    case 'integer':
      return 'number'
    case 'string':
      return 'text'
    case 'array':
      return isTextList(schema) ? 'list' : 'json'
    case 'object':
      return schema['properties'] ? 'group' : schema['additionalProperties'] ? 'key_value' : 'json'
    default:
      return 'text'
  }
}

const isTextList = ({ items }: JsonSchema): boolean =>
  typeof items === 'object' && items !== null && (items as JsonSchema)['type'] === 'string'
