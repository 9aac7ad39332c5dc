import type { JsonObject, JsonValue } from './document.ts'

/**
 * The value at a plain property path: own properties of objects, index and `length` of arrays and strings. Anything
 * missing on the way gives null; getters, prototypes and methods are out of reach.
 */
export function walkPath(scope: JsonObject, path: readonly (string | number)[]): JsonValue {
  let value: JsonValue | undefined = scope
  for (const key of path) value = step(value, key)
  return value ?? null
}

function step(value: JsonValue | undefined, key: string | number): JsonValue | undefined {
  if (typeof value === 'string' || Array.isArray(value)) {
    if (key === 'length') return value.length
    const index = toIndex(key)
    return index === undefined ? undefined : value[index]
  }
  if (typeof value !== 'object' || value === null) return undefined
  return Object.hasOwn(value, key) ? value[key] : undefined
}

function toIndex(key: string | number): number | undefined {
  const index = typeof key === 'number' ? key : /^(0|[1-9]\d*)$/.test(key) ? Number(key) : undefined
  return Number.isSafeInteger(index) ? index : undefined
}
