import type { JsonValue } from './document.ts'

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

/** `/a~1b/0` as `['a/b', '0']`. */
export function pointerKeys(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescapeKey)
}

const escapeKey = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')
const unescapeKey = (key: string): string => key.replaceAll('~1', '/').replaceAll('~0', '~')
