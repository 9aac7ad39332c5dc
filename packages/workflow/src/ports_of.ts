import type { JsonValue, PortType, WorkflowNode } from './document.ts'
import type { DerivedPorts, JsonSchema, NodeTypeInfo, PortSpec } from './node_type.ts'
import { pointerGet } from './pointer.ts'
import { templateVariables } from './template_variables.ts'

export interface NodePorts {
  inputs: readonly PortSpec[]
  outputs: readonly PortSpec[]
  /** Containers: what the body writes to. */
  body_inputs: readonly PortSpec[]
  /** Containers: what the body reads from. */
  body_outputs: readonly PortSpec[]
}

/** Orders without data; every type but triggers has it. */
export const AFTER_PORT: PortSpec = {
  id: 'after',
  name: 'After',
  description: 'Runs after these nodes; their values are not used.',
  type: 'any',
  many: true,
}

/** Live instead of the ordinary outputs when a node with `on_error: "branch"` has failed. */
export const ERROR_PORT: PortSpec = {
  id: 'error',
  name: 'Error',
  description: 'What went wrong: `message`, `code`, `node_id` and `attempt`.',
  type: 'object',
}

/** All ports that a node has: those of its type, those that follow from its values, and the control ports. */
export function portsOf(node: WorkflowNode, info: NodeTypeInfo | undefined): NodePorts {
  if (!info) return { inputs: [AFTER_PORT], outputs: errorPorts(node), body_inputs: [], body_outputs: [] }
  const derived = (info.derived ?? []).map((rule) => ({ rule, ports: derivedPorts(node, rule) }))
  const of = (direction: DerivedPorts['direction'], isFirst = false): PortSpec[] =>
    derived.flatMap(({ rule, ports }) =>
      rule.direction === direction && (rule.is_first ?? false) === isFirst ? ports : [],
    )
  const declared = info.outputs.map((port) => typed(port, node))
  return {
    inputs: distinct([...info.inputs, ...of('inputs'), ...(info.role === 'trigger' ? [] : [AFTER_PORT])]),
    outputs: distinct([...of('outputs', true), ...declared, ...of('outputs'), ...errorPorts(node)]),
    body_inputs: info.body_inputs ?? [],
    body_outputs: info.body_outputs ?? [],
  }
}

/** The port with the type it has under the node's configuration. */
function typed(port: PortSpec, node: WorkflowNode): PortSpec {
  const rule = port.type_when?.find(({ when }) => pointerGet(node, when.from) === when.equals)
  return rule ? { ...port, type: rule.type } : port
}

const errorPorts = (node: WorkflowNode): PortSpec[] =>
  node.policy?.on_error === 'branch' ? [ERROR_PORT] : []

function derivedPorts(node: WorkflowNode, { from, by, type }: DerivedPorts): PortSpec[] {
  const value = pointerGet(node, from)
  switch (by) {
    case 'keys':
      return entriesOf(value).map(([id]) => ({ id, type }))
    case 'schema_properties':
      return entriesOf(pointerGet(value, '/properties')).map(([id, schema]) => propertyPort(id, schema, type))
    case 'template_variables':
      return (typeof value === 'string' ? templateVariables(value) : []).map((id) => ({ id, type }))
  }
}

/** A port of the type that the schema names, with its description and what a form makes of it. */
function propertyPort(id: string, property: JsonValue, otherwise: PortType): PortSpec {
  if (typeof property !== 'object' || property === null || Array.isArray(property))
    return { id, type: otherwise }
  const { type, title, description } = property
  return {
    id,
    type: (typeof type === 'string' && PORT_TYPES.get(type)) || otherwise,
    ...(typeof title === 'string' && { name: title }),
    ...(typeof description === 'string' && { description }),
    schema: withoutHints(property) as JsonSchema,
  }
}

/** The schema may come from a stranger: where secrets resolve, and what else our hints say, is not for it to decide. */
function withoutHints(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return schema.map(withoutHints)
  if (typeof schema !== 'object' || schema === null) return schema
  const own = Object.entries(schema).filter(([key]) => !key.startsWith('x-'))
  return Object.fromEntries(own.map(([key, value]) => [key, withoutHints(value)]))
}

/** JSON Schema's types as those of ports. */
const PORT_TYPES: ReadonlyMap<string, PortType> = new Map([
  ['string', 'string'],
  ['number', 'number'],
  ['integer', 'number'],
  ['boolean', 'boolean'],
  ['object', 'object'],
  ['array', 'array'],
])

const entriesOf = (value: JsonValue | undefined): [string, JsonValue][] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []

/** The first of each id: a declared port is not overridden by a derived one. */
function distinct(ports: readonly PortSpec[]): readonly PortSpec[] {
  const byId = new Map<string, PortSpec>()
  for (const port of ports) if (!byId.has(port.id)) byId.set(port.id, port)
  return byId.size === ports.length ? ports : [...byId.values()]
}
