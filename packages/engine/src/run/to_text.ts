import type { JsonValue } from '@llamanexus/workflow'

/** A value as it stands in the middle of a text. */
export function toText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
