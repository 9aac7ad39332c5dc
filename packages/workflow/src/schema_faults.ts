import { Errors } from 'typebox/schema'
import { certainlyFits } from './certainly_fits.ts'
import type { JsonValue } from './document.ts'
import { faultText } from './fault_text.ts'
import { hasExpression } from './has_expression.ts'
import type { JsonSchema } from './node_type.ts'
import { pointerGet } from './pointer.ts'
import { withoutBranches } from './without_branches.ts'

export interface SchemaFault {
  /** JSON pointer within the value. */
  pointer: string
  /** Continues a sentence that starts with the name of the value: `must be a number`. */
  message: string
}

/**
 * What keeps a typed-in value from fitting a schema. Values that hold an expression fit anything, since what they will
 * be is not known yet; absent values with a default are filled in before the check.
 */
export function schemaFaults(schema: JsonSchema, value: JsonValue): SchemaFault[] {
  const filled = withDefaults(schema, value)
  const [, errors] = check(schema, filled)
  return withoutBranches(schema, errors).flatMap((error) => {
    const { instancePath: pointer, schemaPath, keyword, params } = error
    // They say once more what `additionalProperties` and `propertyNames` have said.
    if (keyword === 'boolean' || schemaPath.endsWith('/propertyNames')) return []
    if (hasExpression(suspect(pointerGet(filled, pointer), keyword))) return []
    if (keyword === 'required' && 'requiredProperties' in params) {
      return params.requiredProperties.map((name) => ({
        pointer: `${pointer}/${name}`,
        message: 'is missing',
      }))
    }
    if (keyword === 'additionalProperties' && 'additionalProperties' in params) {
      return params.additionalProperties.map((name) => ({
        pointer: `${pointer}/${name}`,
        message: 'is not a field here',
      }))
    }
    const own = keyword === 'pattern' ? ownMessage(schema, pointer) : undefined
    return [{ pointer, message: own ?? faultText(error) }]
  })
}

/** A regular expression tells nobody what is wanted, so a schema may say it in words (`x-message`). */
function ownMessage(schema: JsonSchema, pointer: string): string | undefined {
  let inner: unknown = schema
  for (const name of pointer.split('/').slice(1)) {
    const { properties, items } = inner as JsonSchema
    inner = isRecord(properties) ? properties[name] : items
    if (!isRecord(inner)) return undefined
  }
  const message = (inner as JsonSchema)['x-message']
  return typeof message === 'string' ? message : undefined
}

/**
 * Fills in the defaults that a schema gives, at any depth of objects. The value given is not changed.
 *
 * @example withDefaults({ properties: { size: { default: 1 } } }, {}) // { size: 1 }
 */
export function withDefaults(schema: JsonSchema, value: JsonValue): JsonValue {
  const { properties } = schema
  if (!isRecord(properties) || !isRecord(value)) return value
  const filled = { ...value } as { [key: string]: JsonValue }
  for (const [name, property] of Object.entries(properties)) {
    if (!isRecord(property)) continue
    if (Object.hasOwn(filled, name)) filled[name] = withDefaults(property, filled[name] as JsonValue)
    else if (property.default !== undefined) filled[name] = property.default as JsonValue
  }
  return filled
}

type Faults = ReturnType<typeof Errors>

/** A schema that a node type got wrong must not take validation down with it. */
function check(schema: JsonSchema, value: JsonValue): Faults {
  try {
    return certainlyFits(schema, value) ? [true, []] : Errors(schema, value)
  } catch {
    return [true, []]
  }
}

/** Combined schemas are judged by all that is in the value; the others by the value itself. */
function suspect(value: JsonValue | undefined, keyword: string): JsonValue | undefined {
  const isCombined = ['anyOf', 'oneOf', 'not', 'if', 'contains', 'uniqueItems', 'enum', 'const'].includes(
    keyword,
  )
  return isCombined || typeof value === 'string' ? value : undefined
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
