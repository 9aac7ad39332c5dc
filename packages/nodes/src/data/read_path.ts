import type { JsonValue } from '@llamanexus/workflow'

/** The value at a dotted path, `address.city` or `lines.0.price`, over own properties only; `-1` is the last of a list. Undefined where there is none. */
export function readPath(value: JsonValue | undefined, path: string): JsonValue | undefined {
  let at = value
  for (const key of path.split('.')) {
    if (Array.isArray(at) && /^-\d+$/.test(key)) at = at.at(Number(key))
    else if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    else at = Array.isArray(at) ? at[Number(key)] : at[key]
  }
  return at
}
