import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/**
 * Follows a property path over own properties only, so that nothing inherited is ever reached. What is missing at its
 * end gives null; on the way it throws a `TypeError`, as it does in any longer expression, unless `optional` steps (`?.`)
 * walk over it. Strings and arrays have their `length` and their elements.
 */
export function readPath(
  scope: JsonObject,
  path: readonly (string | number)[],
  optional: boolean,
): JsonValue {
  let value: JsonValue | undefined = scope
  for (const key of path) {
    if ((value === null || value === undefined) && optional) return null
    if (value === null || value === undefined)
      throw new TypeError(`cannot read property '${key}' of ${value}`)
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
