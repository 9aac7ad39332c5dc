import type { JsonValue, WorkflowNode } from './document.ts'
import type { DerivedPorts, NodeTypeInfo, PortSpec } from './node_type.ts'
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
  const of = (direction: DerivedPorts['direction']): PortSpec[] =>
    derived.flatMap(({ rule, ports }) => (rule.direction === direction ? ports : []))
  return {
    inputs: distinct([...info.inputs, ...of('inputs'), ...(info.role === 'trigger' ? [] : [AFTER_PORT])]),
    outputs: distinct([
      ...info.outputs.map((port) => typed(port, node)),
      ...of('outputs'),
      ...errorPorts(node),
    ]),
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

function derivedPorts(node: WorkflowNode, rule: DerivedPorts): PortSpec[] {
  return derivedNames(pointerGet(node, rule.from), rule.by).map((id) => ({ id, type: rule.type }))
}

function derivedNames(value: JsonValue | undefined, by: DerivedPorts['by']): string[] {
  switch (by) {
    case 'keys':
      return keysOf(value)
    case 'schema_properties':
      return keysOf(pointerGet(value, '/properties'))
    case 'template_variables':
      return typeof value === 'string' ? templateVariables(value) : []
  }
}

const keysOf = (value: JsonValue | undefined): string[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []

/** The first of each id: a declared port is not overridden by a derived one. */
function distinct(ports: readonly PortSpec[]): readonly PortSpec[] {
  const byId = new Map<string, PortSpec>()
  for (const port of ports) if (!byId.has(port.id)) byId.set(port.id, port)
  return byId.size === ports.length ? ports : [...byId.values()]
}
