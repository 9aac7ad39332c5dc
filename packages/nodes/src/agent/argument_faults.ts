import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import Schema from 'typebox/schema'

/** What of the arguments does not fit the schema, in words for a model; empty where they fit. */
export function argumentFaults(schema: JsonObject, args: JsonValue): string[] {
  let validator: ReturnType<typeof Schema.Compile>
  try {
    validator = Schema.Compile(schema)
  } catch {
    // A schema that cannot be read refuses nothing: the tool itself has the last word.
    return []
  }
  if (validator.Check(args)) return []
  return validator.Errors(args)[1].slice(0, 5).map(faultOf)
}

function faultOf({
  instancePath,
  message,
  params,
}: {
  instancePath: string
  message: string
  params: unknown
}): string {
  const path = instancePath.slice(1).replaceAll('/', '.')
  const { requiredProperties = [] } = params as { requiredProperties?: string[] }
  const missing = requiredProperties.map((name) => (path ? `${path}.${name}` : name))
  return missing.length > 0 ? `${missing.join(', ')} is missing` : `${path || 'arguments'} ${message}`
}
