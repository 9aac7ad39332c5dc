import type { TSchema } from 'typebox'

type Property = { type?: string; default?: unknown }

/** The values of a query or path with numbers and booleans read from their text and defaults filled in; what cannot be read stays as it is. */
export function coerceText(schema: TSchema, values: Record<string, unknown>): Record<string, unknown> {
  const { properties = {} } = schema as { properties?: Record<string, Property> }
  const coerced = { ...values }
  for (const [name, property] of Object.entries(properties)) {
    const value = coerced[name] === undefined ? property.default : read(property, coerced[name])
    if (value !== undefined) coerced[name] = value
  }
  return coerced
}

function read({ type }: Property, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if ((type === 'number' || type === 'integer') && value.trim() !== '') return numberIn(value)
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

const numberIn = (text: string): number | string => (Number.isFinite(Number(text)) ? Number(text) : text)
