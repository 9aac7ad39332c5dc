import type { CallableWorkflow } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue, Workflow } from '@llamanexus/workflow'

/** A workflow as a tool: its parameters are what the sample of its manual trigger shows. */
export const callableOf = (workflow: Workflow): CallableWorkflow => ({
  workflow_id: workflow.id,
  version: workflow.version,
  name: workflow.name,
  description: workflow.description ?? '',
  parameters: parametersOf(workflow),
})

function parametersOf({ nodes }: Workflow): JsonObject {
  const trigger = nodes.find(({ type, policy }) => type === 'manual_trigger' && !policy?.disabled)
  const sample = trigger?.config['sample']
  return isObject(sample)
    ? { type: 'object', properties: mapValues(sample, schemaOf) }
    : { type: 'object', properties: {}, additionalProperties: true }
}

/** The type that a sample is of, with the sample as an example. */
function schemaOf(value: JsonValue): JsonObject {
  if (value === null) return {}
  if (Array.isArray(value)) return { type: 'array', examples: [value] }
  if (isObject(value)) return { type: 'object', properties: mapValues(value, schemaOf) }
  return { type: typeof value, examples: [value] }
}

const mapValues = (object: JsonObject, change: (value: JsonValue) => JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
