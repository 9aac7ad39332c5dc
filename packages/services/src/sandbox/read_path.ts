import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/**
 * Follows a property path over own properties only, so that nothing inherited is ever reached. What is missing on the
 * way gives null. Strings and arrays have their `length` and their elements.
 */
export function readPath(scope: JsonObject, path: readonly (string | number)[]): JsonValue {
  let value: JsonValue | undefined = scope
  for (const key of path) {
    if (value === null || value === undefined) return null
    value = ownProperty(value, key)
  }
  return value ?? null
}

function ownProperty(value: JsonValue, key: string | number): JsonValue | undefined {
  if (typeof value === 'string') return ofString(value, key)
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined
  return (value as JsonObject)[key]
}

function ofString(text: string, key: string | number): JsonValue | undefined {
  return key === 'length' ? text.length : Object.hasOwn(Object(text), key) ? text[Number(key)] : undefined
}
