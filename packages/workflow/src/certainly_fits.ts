import type { JsonSchema } from './node_type.ts'

/**
 * Whether a JSON value certainly fits a schema, for the plain schemas that nearly all fields have. False means that a
 * full check has to decide. Validation runs as one types, and this is ten times quicker than the full interpreter.
 */
export function certainlyFits(schema: JsonSchema, value: unknown): boolean {
  for (const keyword of Object.keys(schema)) {
    if (keyword.startsWith('x-') || ANNOTATIONS.has(keyword)) continue
    const test = TESTS.get(keyword)
    if (!test?.(schema[keyword], value, schema)) return false
  }
  return true
}

/** They say nothing about what fits. `required` and `additionalProperties` are looked at with `properties`. */
const ANNOTATIONS = new Set([
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
])

type Test = (expected: unknown, value: unknown, schema: JsonSchema) => boolean

const TESTS: ReadonlyMap<string, Test> = new Map(
  Object.entries<Test>({
    type: (type, value) => typeof type === 'string' && isOfType(value, type),
    enum: (allowed, value) => Array.isArray(allowed) && typeof value !== 'object' && allowed.includes(value),
    const: (allowed, value) => typeof value !== 'object' && value === allowed,
    minimum: (limit, value) => compare(value, limit, (a, b) => a >= b),
    maximum: (limit, value) => compare(value, limit, (a, b) => a <= b),
    exclusiveMinimum: (limit, value) => compare(value, limit, (a, b) => a > b),
    exclusiveMaximum: (limit, value) => compare(value, limit, (a, b) => a < b),
    // A character may be two units long.
    minLength: (limit, value) =>
      typeof value === 'string' && compare(value.length, limit, (a, b) => a >= b * 2),
    maxLength: (limit, value) => typeof value === 'string' && compare(value.length, limit, (a, b) => a <= b),
    required: (names, value) =>
      isRecord(value) && Array.isArray(names) && names.every((name) => Object.hasOwn(value, name)),
    properties: (properties, value) =>
      isRecord(value) &&
      isRecord(properties) &&
      Object.keys(properties).every(
        (name) => !Object.hasOwn(value, name) || fits(properties[name], value[name]),
      ),
    additionalProperties: (rest, value, { properties, patternProperties }) => {
      if (!isRecord(value) || patternProperties !== undefined) return false
      const known = isRecord(properties) ? properties : {}
      return Object.keys(value).every((name) => Object.hasOwn(known, name) || fits(rest, value[name]))
    },
    // How TypeBox writes a record of anything.
    patternProperties: (patterns, value) => {
      if (!isRecord(patterns) || !isRecord(value)) return false
      const [[pattern, schema] = [], ...others] = Object.entries(patterns)
      if (others.length > 0 || (pattern !== '^.*$' && pattern !== '^(.*)$')) return false
      return Object.keys(value).every((name) => !name.includes('\n') && fits(schema, value[name]))
    },
    items: (items, value) => Array.isArray(value) && value.every((item) => fits(items, item)),
  }),
)

const fits = (schema: unknown, value: unknown): boolean =>
  schema === true || (isRecord(schema) && certainlyFits(schema, value))

const compare = (value: unknown, limit: unknown, holds: (a: number, b: number) => boolean): boolean =>
  typeof value === 'number' && typeof limit === 'number' && holds(value, limit)

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'object':
      return isRecord(value)
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    case 'null':
      return value === null
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type
    default:
      return false
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
