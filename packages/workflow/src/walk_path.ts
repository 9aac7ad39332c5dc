import type { JsonObject, JsonValue } from './document.ts'

/**
 * The value at a plain property path, as an expression gives it: own properties of objects, index and `length` of arrays
 * and strings; getters, prototypes and methods are out of reach. What is missing at the end gives null; on the way it
 * throws a `TypeError`, unless `optional` steps (`?.`) walk over it.
 */
export function readPath(
  scope: JsonObject,
  path: readonly (string | number)[],
  optional: boolean,
): JsonValue {
  let value: JsonValue | undefined = scope
  for (const key of path) {
    if (value === null || value === undefined) {
      if (optional) return null
      throw new TypeError(`cannot read property '${key}' of ${value}`)
    }
    value = ownProperty(value, key)
  }
  return value ?? null
}

/** The same where anything missing on the way gives null. */
export const walkPath = (scope: JsonObject, path: readonly (string | number)[]): JsonValue =>
  readPath(scope, path, true)

function ownProperty(value: JsonValue, key: string | number): JsonValue | undefined {
  if (typeof value === 'string') return ofString(value, key)
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined
  return (value as JsonObject)[key]
}

function ofString(text: string, key: string | number): JsonValue | undefined {
  return key === 'length' ? text.length : Object.hasOwn(Object(text), key) ? text[Number(key)] : undefined
}
