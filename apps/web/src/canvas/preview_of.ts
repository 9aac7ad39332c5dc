import type { JsonValue } from '@llamanexus/workflow'

const MAX_LENGTH = 300

/** A value as one short text. */
export const previewOf = (value: JsonValue): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text
}
