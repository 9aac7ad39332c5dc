import { closestName } from '../closest_name.ts'
import type { JsonValue, PortType, WorkflowNode } from '../document.ts'
import type { Finding } from '../finding.ts'
import { error, warning } from '../findings.ts'
import { hasExpression } from '../has_expression.ts'
import type { NodeTypeInfo, PortSpec } from '../node_type.ts'
import { pointerGet, pointerTo } from '../pointer.ts'
import { schemaFaults } from '../schema_faults.ts'
import { typedValue } from '../typed_value.ts'
import type { RuleContext } from './rule_context.ts'

/** Config fits the type's schema, typed inputs fit their ports, and required inputs have a value. */
export function checkValues(context: RuleContext): Finding[] {
  const { workflow, catalogue } = context
  return workflow.nodes.flatMap((node, index) => {
    const info = catalogue.get(node.type)
    if (!info) return []
    return [
      ...checkConfig(node, index, info),
      ...checkConfigNames(node, index, info, context),
      ...checkInputs(node, index, info, context),
      ...checkRequired(node, index, context),
    ]
  })
}

function checkConfig(node: WorkflowNode, index: number, info: NodeTypeInfo): Finding[] {
  const config = withValuesOfInputs(node, info)
  return schemaFaults(info.config_schema, config).flatMap(({ pointer, message }) => {
    const name = pointer.slice(1).replaceAll('/', '.')
    // A port's value may be written under `config` too.
    if (message === 'is not a field here' && info.inputs.some((port) => port.id === name)) return []
    const text =
      name === '' ? `The config of "${node.id}" ${message}.` : `"${name}" of "${node.id}" ${message}.`
    return [error('config_invalid', text, `/nodes/${index}/config${pointer}`, { node_id: node.id })]
  })
}

/** A value under `config` is that of a field, or of an input port that has no other; what is neither is used by nobody. */
function checkConfigNames(
  node: WorkflowNode,
  index: number,
  info: NodeTypeInfo,
  { graph }: RuleContext,
): Finding[] {
  const fields = pointerGet(info.config_schema, '/properties') as Record<string, unknown> | undefined
  const ports = new Map(graph.ports(node.id).inputs.map((port) => [port.id, port]))
  return Object.entries(node.config).flatMap(([name, value]) => {
    if (fields && Object.hasOwn(fields, name)) return []
    const pointer = pointerTo(`/nodes/${index}/config`, name)
    const port = ports.get(name)
    if (port)
      return typedValue(node, name, info)?.value === value ? checkTyped(node.id, port, value, pointer) : []
    // Where the schema itself says what else there may be, it has been checked with it.
    if (info.config_schema['additionalProperties'] !== undefined) return []
    const near = closestName(name, [...Object.keys(fields ?? {}), ...ports.keys()])
    const message = `"${node.id}" has no field named "${name}", so this value is not used.${near ? ` Did you mean "${near}"?` : ''}`
    return [warning('config_unknown', message, pointer, { node_id: node.id })]
  })
}

/** Some config fields are accepted under `inputs`; what stands there counts as given. */
function withValuesOfInputs({ config, inputs }: WorkflowNode, info: NodeTypeInfo): JsonValue {
  const fields = pointerGet(info.config_schema, '/properties')
  if (!inputs || typeof fields !== 'object' || fields === null) return config
  const given = Object.entries(inputs).filter(([name]) => Object.hasOwn(fields, name))
  return given.length === 0 ? config : { ...config, ...Object.fromEntries(given) }
}

function checkInputs(
  node: WorkflowNode,
  index: number,
  info: NodeTypeInfo,
  { graph }: RuleContext,
): Finding[] {
  const ports = new Map(graph.ports(node.id).inputs.map((port) => [port.id, port]))
  return Object.entries(node.inputs ?? {}).flatMap(([name, value]) => {
    const pointer = pointerTo(`/nodes/${index}/inputs`, name)
    const port = ports.get(name)
    if (port) return checkTyped(node.id, port, value, pointer)
    if (pointerGet(info.config_schema, pointerTo('/properties', name)) !== undefined) return []
    const near = closestName(name, ports.keys())
    const message = `"${node.id}" has no input named "${name}", so this value is not used.${near ? ` Did you mean "${near}"?` : ''}`
    return [warning('port_unknown', message, pointer, { node_id: node.id })]
  })
}

function checkTyped(nodeId: string, port: PortSpec, value: JsonValue, pointer: string): Finding[] {
  const invalid = (message: string, at = pointer): Finding[] => [
    error('input_invalid', message, at, { node_id: nodeId }),
  ]
  const name = `"${port.id}" of "${nodeId}"`
  if (value === null) return []
  if (port.expression === 'bare') {
    return typeof value === 'string' || typeof value === 'boolean'
      ? []
      : invalid(`${name} takes an expression as text.`)
  }
  if (port.expression === 'bare_map') return checkMap(value)
  if (port.many) return []
  if (isRaw(port) ? typeof value !== 'string' : !fits(value, port.type)) {
    return invalid(`${name} takes ${article(port.type)}, but ${described(value)} is written there.`)
  }
  if (!port.schema || hasExpression(value)) return []
  return schemaFaults(port.schema, value).flatMap((fault) =>
    invalid(`${name} ${fault.message}.`, `${pointer}${fault.pointer}`),
  )

  function checkMap(map: JsonValue): Finding[] {
    if (typeof map === 'string' && hasExpression(map)) return []
    if (typeof map !== 'object' || map === null || Array.isArray(map)) {
      return invalid(`${name} takes an object of names and expressions.`)
    }
    return Object.entries(map).flatMap(([key, item]) =>
      typeof item === 'string' || typeof item === 'boolean'
        ? []
        : invalid(`"${key}" in ${name} takes an expression as text.`, pointerTo(pointer, key)),
    )
  }
}

const isRaw = (port: PortSpec): boolean => port.schema?.['x-expression'] === 'none' && port.type === 'string'

const fits = (value: JsonValue, type: PortType): boolean =>
  type === 'any' || typeOf(value) === type || (typeof value === 'string' && hasExpression(value))

const typeOf = (value: JsonValue): string =>
  Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value

const article = (type: string): string => (type === 'object' || type === 'array' ? `an ${type}` : `a ${type}`)

const described = (value: JsonValue): string => (typeof value === 'string' ? 'text' : article(typeOf(value)))

function checkRequired(node: WorkflowNode, index: number, { graph, workflow }: RuleContext): Finding[] {
  const ports = graph.ports(node.id)
  const missing = ports.inputs.filter((port) => port.required && port.default === undefined && !isGiven(port))
  return missing.map((port) => {
    const message = `"${node.id}" needs a value for "${port.id}". Connect something to it or type a value.`
    return error('input_missing', message, pointerTo(`/nodes/${index}/inputs`, port.id), { node_id: node.id })
  })

  function isGiven(port: PortSpec): boolean {
    if (graph.incoming(node.id).some((link) => link.connection.target_port === port.id)) return true
    const pointer = pointerTo('', port.id)
    const input = pointerGet(node.inputs, pointer)
    const typed = input === undefined ? pointerGet(node.config, pointer) : input
    // Where anything is taken, null is a value like others; elsewhere it is how a form says that it was left empty.
    const isNothing = typed === undefined || (typed === null && port.type !== 'any')
    if (!isNothing && !(port.expression && typed === '')) return true
    // A connection with a fault has a finding of its own.
    return (
      graph.faultyEnds.has(node.id) &&
      workflow.connections.some((c) => c.target_node === node.id && c.target_port === port.id)
    )
  }
}
