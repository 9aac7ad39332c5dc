import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/** The document in a template, as `examples/` holds them; undefined for a file that is a workflow itself, or nothing. */
export const templateIn = (text: string): JsonObject | undefined => {
  const file = parsed(text)
  return isObject(file) && isObject(file.workflow) && isObject(file.parameters_schema)
    ? file.workflow
    : undefined
}

const parsed = (text: string): JsonValue => {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return null
  }
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
