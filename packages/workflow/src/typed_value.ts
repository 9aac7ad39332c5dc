import type { JsonValue, WorkflowNode } from './document.ts'
import type { NodeTypeInfo } from './node_type.ts'
import { pointerGet, pointerTo } from './pointer.ts'

export interface TypedValue {
  value: JsonValue
  /** JSON pointer within the node. */
  pointer: string
}

/**
 * What is typed in for an input port: under `inputs`, or else under `config`, where people look for it too. A config
 * field of the same name is not the port's: what it means beside the port is up to the node.
 */
export function typedValue(
  { inputs, config }: Pick<WorkflowNode, 'inputs' | 'config'>,
  port: string,
  info: NodeTypeInfo | undefined,
): TypedValue | undefined {
  if (inputs && Object.hasOwn(inputs, port)) return typedAt(inputs[port], pointerTo('/inputs', port))
  if (!Object.hasOwn(config, port)) return undefined
  const isField = pointerGet(info?.config_schema, pointerTo('/properties', port)) !== undefined
  return isField ? undefined : typedAt(config[port], pointerTo('/config', port))
}

const typedAt = (value: JsonValue | undefined, pointer: string): TypedValue | undefined =>
  value === undefined ? undefined : { value, pointer }
