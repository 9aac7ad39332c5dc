import type { JsonObject, JsonValue } from './document.ts'

/** Appends keys to a JSON pointer (RFC 6901), escaped. */
export function pointerTo(base: string, ...keys: readonly (string | number)[]): string {
  return keys.reduce<string>((pointer, key) => `${pointer}/${escapeKey(String(key))}`, base)
}

/** The value at a JSON pointer, own properties only; undefined where there is none. */
export function pointerGet(value: unknown, pointer: string): JsonValue | undefined {
  let found: unknown = value
  for (const key of pointerKeys(pointer)) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined
    found = (found as Record<string, unknown>)[key]
  }
  return found as JsonValue | undefined
}

/** The same with another value at a JSON pointer; what is not on the way there stays the same object. No place, no change. */
export function pointerSet<T extends object>(value: T, pointer: string, replacement: JsonValue): T {
  // What goes in is JSON of the caller's own shape, and comes out in it.
  return setAt(value as object as JsonObject, pointerKeys(pointer), replacement) as object as T
}

function setAt(
  value: JsonValue | undefined,
  [key, ...rest]: readonly string[],
  replacement: JsonValue,
): JsonValue {
  if (key === undefined) return replacement
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? setAt(item, rest, replacement) : item))
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return value ?? null
  return { ...value, [key]: setAt(value[key], rest, replacement) }
}

/** `/a~1b/0` as `['a/b', '0']`. */
export function pointerKeys(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescapeKey)
}

const escapeKey = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')
const unescapeKey = (key: string): string => key.replaceAll('~1', '/').replaceAll('~0', '~')
