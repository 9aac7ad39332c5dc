import type { JsonObject, JsonSchema, JsonValue } from '@llamanexus/workflow'
import { isObject, targetOf } from './spec.ts'

/**
 * A schema of the description as JSON Schema 2020-12 that stands by itself: what it refers to comes along in `$defs`, so
 * that recursive schemas stay small; the older words of 3.0 are put in today's. What only answers have is not asked for.
 */
export function requestSchema(document: JsonObject, schema: JsonValue): JsonObject {
  const defs: Record<string, JsonValue> = {}
  const names = new Map<string, string>()
  const body = convert(schema)
  return Object.keys(defs).length > 0 ? { ...body, $defs: defs } : body

  function convert(value: JsonValue | undefined): JsonObject {
    if (typeof value === 'boolean') return value ? {} : { not: {} }
    if (!isObject(value)) return {}
    const { $ref } = value
    const own = $ref === undefined ? ordinary(value) : { ...ordinary(value), $ref: reference(String($ref)) }
    return isBytes(value) ? {} : own
  }

  function reference(ref: string): string {
    let name = names.get(ref)
    if (name === undefined) {
      name = `s${names.size}`
      // Known before it is walked, so that it may refer to itself.
      names.set(ref, name)
      defs[name] = convert(targetOf(document, ref))
    }
    return `#/$defs/${name}`
  }

  function ordinary(value: JsonObject): JsonObject {
    const entries = Object.entries(value).flatMap(([key, inner]): [string, JsonValue][] => {
      if (LISTS.has(key) && Array.isArray(inner)) return [[key, inner.map(convert)]]
      if (MAPS.has(key) && isObject(inner))
        return [[key, Object.fromEntries(Object.entries(inner).map(([name, each]) => [name, convert(each)]))]]
      if (SCHEMAS.has(key)) return [[key, typeof inner === 'boolean' ? inner : convert(inner)]]
      return KEPT.has(key) ? [[key, inner]] : []
    })
    return modern(Object.fromEntries(entries), value)
  }

  function modern(schema: JsonObject, before: JsonObject): JsonObject {
    const result = { ...schema }
    for (const [exclusive, bound] of BOUNDS) {
      if (before[exclusive] === true) {
        result[exclusive] = result[bound] ?? null
        delete result[bound]
      } else if (before[exclusive] === false) delete result[exclusive]
    }
    if (Array.isArray(result['required'])) {
      const needed = result['required'].filter((name) => !isReadOnly(before, name))
      if (needed.length > 0) result['required'] = needed
      else delete result['required']
    }
    if (before['nullable'] !== true) return result
    return typeof result['type'] === 'string'
      ? {
          ...result,
          type: [result['type'], 'null'],
          ...(Array.isArray(result['enum']) && { enum: [...result['enum'], null] }),
        }
      : { anyOf: [result, { type: 'null' }] }
  }

  function isReadOnly(schema: JsonObject, name: JsonValue): boolean {
    const properties = schema['properties']
    const property = isObject(properties) ? properties[String(name)] : undefined
    return isObject(property) && property['readOnly'] === true
  }
}

/** Bytes travel between nodes as objects, so that their schema says nothing of them. */
export const isBytes = (schema: JsonSchema): boolean =>
  schema['format'] === 'binary' ||
  (schema['contentMediaType'] !== undefined && schema['contentEncoding'] === undefined)

const BOUNDS = [
  ['exclusiveMinimum', 'minimum'],
  ['exclusiveMaximum', 'maximum'],
] as const
const LISTS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
const MAPS = new Set(['properties', 'patternProperties', 'dependentSchemas'])
const SCHEMAS = new Set([
  'items',
  'additionalProperties',
  'not',
  'contains',
  'propertyNames',
  'if',
  'then',
  'else',
])
/** Words that check, and those that a form shows. Formats are left out: descriptions use them loosely. */
const KEPT = new Set(
  (
    'type enum const required minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern ' +
    'minItems maxItems uniqueItems minProperties maxProperties title description default examples'
  ).split(' '),
)
