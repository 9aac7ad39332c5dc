import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/**
 * Turns what means the right thing into what is the right thing, where a JSON Schema says which: `"5"` into 5, `"yes"`
 * into true, 7 into `"7"`, one item into a list of it, an absent field into its default; fields that the schema forbids
 * are dropped. Anything else stays as it is, for the validation to tell of.
 */
export function coerce(value: JsonValue, schema: unknown): JsonValue {
  if (!isRecord(schema)) return value
  const types = typesOf(schema)
  if (types.length === 0 || fitsOne(value, types)) return inside(value, schema)
  for (const type of types) {
    const turned = turn(value, type)
    if (turned !== undefined) return inside(turned, schema)
  }
  return value
}

function inside(value: JsonValue, schema: Readonly<Record<string, unknown>>): JsonValue {
  if (Array.isArray(value)) return value.map((item) => coerce(item, schema['items']))
  if (!isRecord(value)) return value
  const properties = isRecord(schema['properties']) ? schema['properties'] : {}
  const isClosed = schema['additionalProperties'] === false
  const record: JsonObject = {}
  for (const [key, inner] of Object.entries(value))
    if (Object.hasOwn(properties, key)) record[key] = coerce(inner as JsonValue, properties[key])
    else if (!isClosed) record[key] = inner as JsonValue
  for (const [key, field] of Object.entries(properties))
    if (!Object.hasOwn(record, key) && isRecord(field) && field['default'] !== undefined)
      record[key] = field['default'] as JsonValue
  return record
}

/** Undefined where the value cannot mean one of this type. */
function turn(value: JsonValue, type: string): JsonValue | undefined {
  switch (type) {
    case 'number':
    case 'integer':
      return toNumber(value, type === 'integer')
    case 'boolean':
      return toBoolean(value)
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
    case 'array':
      return value === null ? [] : [value]
    case 'null':
      return typeof value === 'string' && /^(null|none|n\/a)?$/i.test(value.trim()) ? null : undefined
    default:
      return undefined
  }
}

function toNumber(value: JsonValue, isInteger: boolean): number | undefined {
  if (typeof value !== 'string' || !NUMBER.test(value.trim())) return undefined
  const number = Number(value.trim().replaceAll(',', '').replace(/%$/, ''))
  return Number.isFinite(number) && (!isInteger || Number.isInteger(number)) ? number : undefined
}

/** Commas only where they part thousands: what `1,5` means depends on the country. */
const NUMBER = /^(?=.*\d)[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?(e[-+]?\d+)?%?$/i

function toBoolean(value: JsonValue): boolean | undefined {
  if (value === 1 || value === 0) return value === 1
  if (typeof value !== 'string') return undefined
  if (/^(true|yes|y|1)$/i.test(value.trim())) return true
  return /^(false|no|n|0)$/i.test(value.trim()) ? false : undefined
}

const typesOf = ({ type }: Readonly<Record<string, unknown>>): string[] =>
  [type].flat().filter((one): one is string => typeof one === 'string')

const fitsOne = (value: JsonValue, types: readonly string[]): boolean => {
  const own = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
  return types.includes(own) || (types.includes('integer') && Number.isInteger(value))
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
