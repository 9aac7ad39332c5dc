import type {
  Connection,
  JsonSchema,
  JsonValue,
  NodeTypeInfo,
  PortSpec,
  WorkflowNode,
} from '@llamanexus/workflow'
import { pointerTo, portsOf, wordsOf } from '@llamanexus/workflow'
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
      !names.has(name) &&
      matters(when, { schema: info.config_schema, values: node.config }),
  )
  const twins = new Map(propertiesOf(info.config_schema))
  return {
    inputs: ports.map((port) => ({
      ...portField(port, incoming, twins.get(port.id)),
      pointer: placeOf(node, port.id),
    })),
    config: config.map(([name, schema]) =>
      schemaField(pointerTo('/config', name), name, schema, requiredOf(info.config_schema).includes(name), {
        schema: info.config_schema,
        values: node.config,
      }),
    ),
  }
}

/** What was written under `config` is shown and changed where it stands; a value under `inputs` goes before it. */
const placeOf = ({ inputs = {}, config }: WorkflowNode, port: string): string =>
  pointerTo(!hasOwn(inputs, port) && hasOwn(config, port) ? '/config' : '/inputs', port)

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
    title: port.name ?? (typeof title === 'string' ? title : wordsOf(port.id)),
    ...(typeof description === 'string' ? { description } : {}),
    schema,
    widget: widgetOf(schema, expression),
    is_required: port.required === true && standard === undefined,
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
  outer: Scope,
): FormField => {
  const inner: Scope = { schema, values: objectOf(outer.values[name]), outer }
  const expression = expressionOf(schema) ?? 'template'
  const widget = widgetOf(schema, expression)
  const { title, description, default: standard } = schema
  return {
    pointer,
    name,
    title: typeof title === 'string' ? withoutUnit(title, widget) : wordsOf(name),
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
            .filter(([, child]) => matters(child['x-when'], inner))
            .map(([key, child]) =>
              schemaField(pointerTo(pointer, key), key, child, requiredOf(schema).includes(key), inner),
            )
        : [],
  }
}

/** An object of the form with what is set in it, and the one that it stands in. */
interface Scope {
  schema: JsonSchema
  values: Readonly<Record<string, JsonValue>>
  outer?: Scope
}

/**
 * `x-when: {kind: ['a', 'b']}`: the field matters only where another one of the same object has one of these values;
 * `../kind` is one of the object around it.
 */
const matters = (when: unknown, scope: Scope): boolean => {
  if (typeof when !== 'object' || when === null) return true
  return Object.entries(when).every(
    ([path, wanted]) => Array.isArray(wanted) && wanted.includes(valueAt(path, scope)),
  )
}

const valueAt = (path: string, { schema, values, outer }: Scope): unknown => {
  if (path.startsWith('../')) return outer && valueAt(path.slice(3), outer)
  return values[path] ?? new Map(propertiesOf(schema)).get(path)?.['default']
}

const objectOf = (value: JsonValue | undefined): Readonly<Record<string, JsonValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

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

/** A duration is typed in a unit of one's choice, which stands beside it. */
const withoutUnit = (title: string, widget: Widget): string =>
  widget === 'duration' ? title.replace(/ \(ms\)$/, '') : title
