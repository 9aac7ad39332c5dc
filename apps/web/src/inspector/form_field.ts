import type {
  Connection,
  JsonSchema,
  JsonValue,
  NodeTypeInfo,
  PortSpec,
  WorkflowNode,
} from '@llamanexus/workflow'
import { pointerTo, portsOf, typedValue } from '@llamanexus/workflow'
import { type Widget, widgetOf } from './widget_of.ts'

/** One row of a node's form. */
export interface FormField {
  /** JSON pointer within the node: `/inputs/url`, `/config/auth/type`. */
  pointer: string
  name: string
  title: string
  description?: string
  schema: JsonSchema
  widget: Widget
  is_required: boolean
  default?: JsonValue
  /** `bare`: the text is the expression itself. `none`: braces mean nothing here. */
  expression: 'template' | 'bare' | 'bare_map' | 'none'
  /** Names in scope here beside the common ones. */
  locals: readonly string[]
  is_secret: boolean
  /** Sources of an input port that is connected: then there is nothing to type in. */
  sources: readonly { node: string; port: string }[]
  /** Fields of an object that has a form of its own. */
  children: readonly FormField[]
}

export interface NodeForm {
  inputs: readonly FormField[]
  config: readonly FormField[]
}

/** What can be filled in for a node: its input ports, then its configuration. Follows from the type's data alone. */
export const nodeForm = (
  node: WorkflowNode,
  info: NodeTypeInfo,
  incoming: readonly Connection[],
): NodeForm => {
  const ports = portsOf(node, info).inputs.filter((port) => port.id !== 'after')
  const names = new Set(ports.map((port) => port.id))
  const config = propertiesOf(info.config_schema).filter(
    ([name, { 'x-widget': widget, 'x-when': when }]) =>
      // What a picker keeps for itself is no field.
      widget !== 'hidden' &&
      (!names.has(name) || hasOwn(node.config, name)) &&
      matters(when, info.config_schema, node.config),
  )
  const shown = new Set(config.map(([name]) => name))
  const twins = new Map(propertiesOf(info.config_schema).filter(([name]) => !shown.has(name)))
  return {
    inputs: ports.map((port) => ({
      ...portField(port, incoming, twins.get(port.id)),
      // What was written under `config` is shown and changed where it stands.
      pointer: typedValue(node, port.id, info)?.pointer ?? pointerTo('/inputs', port.id),
    })),
    config: config.map(([name, schema]) =>
      schemaField(
        pointerTo('/config', name),
        name,
        schema,
        requiredOf(info.config_schema).includes(name),
        node.config[name],
      ),
    ),
  }
}

/** `twin`: the configuration of the same name, for which the port stands in the form. */
const portField = (
  port: PortSpec,
  incoming: readonly Connection[],
  twin?: JsonSchema,
): Omit<FormField, 'pointer'> => {
  const schema: JsonSchema = { ...(port.type === 'any' ? {} : { type: port.type }), ...twin, ...port.schema }
  const { title, description = port.description } = twin ?? {}
  const standard = port.default ?? (twin?.['default'] as JsonValue | undefined)
  const expression = port.expression ?? expressionOf(schema) ?? 'template'
  return {
    name: port.id,
    title: port.name ?? (typeof title === 'string' ? title : titleOf(port.id)),
    ...(typeof description === 'string' ? { description } : {}),
    schema,
    widget: widgetOf(schema, expression),
    is_required: port.required ?? false,
    ...(standard === undefined ? {} : { default: standard }),
    expression,
    locals: port.locals ?? localsOf(schema),
    is_secret: port.secret ?? schema['x-secret'] === true,
    sources: incoming
      .filter((connection) => connection.target_port === port.id)
      .map((connection) => ({ node: connection.source_node, port: connection.source_port })),
    children: [],
  }
}

const schemaField = (
  pointer: string,
  name: string,
  schema: JsonSchema,
  isRequired: boolean,
  value: JsonValue | undefined,
): FormField => {
  const expression = expressionOf(schema) ?? 'template'
  const widget = widgetOf(schema, expression)
  const { title, description, default: standard } = schema
  return {
    pointer,
    name,
    title: typeof title === 'string' ? title : titleOf(name),
    ...(typeof description === 'string' ? { description } : {}),
    schema,
    widget,
    is_required: isRequired && standard === undefined,
    ...(standard === undefined ? {} : { default: standard as JsonValue }),
    expression,
    locals: localsOf(schema),
    is_secret: schema['x-secret'] === true,
    sources: [],
    children:
      widget === 'group'
        ? propertiesOf(schema)
            .filter(([, child]) => matters(child['x-when'], schema, objectOf(value)))
            .map(([key, child]) =>
              schemaField(
                pointerTo(pointer, key),
                key,
                child,
                requiredOf(schema).includes(key),
                objectOf(value)[key],
              ),
            )
        : [],
  }
}

/** `x-when: {kind: ['a', 'b']}`: the field matters only where another one of the same object has one of these values. */
const matters = (when: unknown, schema: JsonSchema, values: Readonly<Record<string, JsonValue>>): boolean => {
  if (typeof when !== 'object' || when === null) return true
  const siblings = new Map(propertiesOf(schema))
  return Object.entries(when).every(([name, wanted]) => {
    const value = values[name] ?? siblings.get(name)?.['default']
    return Array.isArray(wanted) && wanted.includes(value)
  })
}

const objectOf = (value: JsonValue | undefined): Readonly<Record<string, JsonValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

/** `max_retries` as `Max retries`. */
const titleOf = (name: string): string => {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const propertiesOf = (schema: JsonSchema): [string, JsonSchema][] => {
  const { properties } = schema
  return typeof properties === 'object' && properties !== null
    ? Object.entries(properties as Record<string, JsonSchema>)
    : []
}

const requiredOf = ({ required }: JsonSchema): readonly unknown[] => (Array.isArray(required) ? required : [])

const expressionOf = (schema: JsonSchema): FormField['expression'] | undefined => {
  const kind = schema['x-expression']
  return kind === 'bare' || kind === 'bare_map' || kind === 'none' ? kind : undefined
}

const localsOf = (schema: JsonSchema): string[] => {
  const locals = schema['x-locals']
  return Array.isArray(locals) ? locals.filter((name) => typeof name === 'string') : []
}

const hasOwn = (object: object, key: string) => Object.hasOwn(object, key)
