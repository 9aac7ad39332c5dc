import type { JsonObject, JsonValue, WorkflowNode } from './document.ts'
import type { NodeTypeInfo, PortSpec } from './node_type.ts'

/**
 * What a run by hand starts with at a trigger: the node's own sample, or else what its type shows as an example, with the
 * times in it set to now. A trigger that passes on whatever it is given has none.
 */
export function sampleTriggerData(node: WorkflowNode, info: NodeTypeInfo | undefined, now: Date): JsonValue {
  const { sample } = node.config
  if (sample !== undefined) return sample
  if (!info || info.outputs.length < 2) return {}
  const shown: JsonObject = info.examples[0]?.outputs ?? {}
  return Object.fromEntries(
    info.outputs.map((port) => [
      port.id,
      isTime(port) ? now.toISOString() : (shown[port.id] ?? emptyOf(port)),
    ]),
  )
}

const isTime = ({ schema }: PortSpec): boolean => schema?.format === 'date-time'

const emptyOf = ({ type, default: standard }: PortSpec): JsonValue => standard ?? empty[type]

const empty: Record<PortSpec['type'], JsonValue> = {
  string: '',
  number: 0,
  boolean: false,
  object: {},
  array: [],
  any: null,
}
