import type { JsonValue } from '@llamanexus/workflow'

/** JSON with all its texts and keys made fit for a database. */
export function tidyJson<T extends JsonValue>(value: T, tidy: (text: string) => string): T {
  const each = (value: JsonValue): JsonValue => {
    if (typeof value === 'string') return tidy(value)
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(each)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [tidy(key), each(inner)]))
  }
  return each(value) as T
}
