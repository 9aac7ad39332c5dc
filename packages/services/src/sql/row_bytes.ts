import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/** About how many bytes a row takes, told without writing it out. */
export function rowBytes(row: JsonObject): number {
  let bytes = 2
  for (const [name, value] of Object.entries(row)) bytes += name.length + 4 + valueBytes(value)
  return bytes
}

function valueBytes(value: JsonValue): number {
  if (typeof value === 'string') return value.length
  return typeof value === 'object' && value !== null ? JSON.stringify(value).length : 8
}
