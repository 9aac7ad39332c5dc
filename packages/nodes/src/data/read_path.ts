import type { JsonValue } from '@llamanexus/workflow'

/** The value at a dotted path, `address.city` or `lines.0.price`, over own properties only; undefined where there is none. */
export function readPath(value: JsonValue | undefined, path: string): JsonValue | undefined {
  let at = value
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = Array.isArray(at) ? at[Number(key)] : at[key]
  }
  return at
}
