import type { JsonObject, JsonValue, NodeTypeInfo, Position, WorkflowNode } from '@llamanexus/workflow'

/** A node of a type as it is first put on the canvas: with the defaults of its schema, so that the form and the run agree. */
export const newNode = ({
  id,
  info,
  position,
  parent,
}: {
  id: string
  info: NodeTypeInfo
  position: Position
  parent?: string | undefined
}): WorkflowNode => ({
  id,
  type: info.type,
  position,
  config: defaultsOf(info.config_schema),
  ...(parent === undefined ? {} : { parent }),
})

const defaultsOf = (schema: NodeTypeInfo['config_schema']): JsonObject => {
  const properties = (schema['properties'] ?? {}) as Record<string, { default?: JsonValue }>
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, property]) =>
      property?.default === undefined ? [] : [[key, structuredClone(property.default)]],
    ),
  )
}
