import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/** Shorter ones may be text, and cost little. */
const MIN_LETTERS = 200

/**
 * A result without the pictures, sounds and files that are written in it as base64, as MCP has them: a model reads them as
 * letters, which costs much and says nothing. What was there is named in their place.
 */
export function withoutData(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withoutData)
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      isData(name, each, value) ? noteOf(each, value) : withoutData(each),
    ]),
  )
}

function isData(name: string, value: JsonValue, { mimeType, mime_type }: JsonObject): value is string {
  const isNamed = (name === 'data' || name === 'blob') && (mimeType ?? mime_type) !== undefined
  return isNamed && typeof value === 'string' && value.length >= MIN_LETTERS && /^[\w+/=-]+$/.test(value)
}

const noteOf = (data: string, { mimeType, mime_type }: JsonObject): string =>
  `[${String(mimeType ?? mime_type)}, ${Math.floor((data.length * 3) / 4)} bytes, not shown]`
