import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { Comparison, Filter, Scalar } from './filter.ts'

/** Whether metadata fit a filter. The database is asked with `filterSql`, which says the same in SQL. */
export function matchesFilter(metadata: JsonObject, filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((each) => matchesFilter(metadata, each))
    case 'or':
      return filter.filters.some((each) => matchesFilter(metadata, each))
    case 'not':
      return !matchesFilter(metadata, filter.filter)
    case 'compare':
      return compares(valueOf(metadata, filter.key), filter.comparison)
  }
}

/** A key with dots is that key, or else leads into objects. */
export function valueOf(metadata: JsonObject, key: string): JsonValue {
  if (Object.hasOwn(metadata, key)) return metadata[key] ?? null
  let value: JsonValue = metadata
  for (const part of key.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, part))
      return null
    value = value[part] ?? null
  }
  return value
}

function compares(found: JsonValue, comparison: Comparison): boolean {
  switch (comparison.op) {
    case 'eq':
      return found === comparison.value
    case 'ne':
      return found !== comparison.value
    case 'in':
      return comparison.value.some((value) => found === value)
    case 'contains':
      return contains(found, comparison.value)
    default: {
      const order = orderOf(found, comparison.value)
      return order !== undefined && holds(order, comparison.op)
    }
  }
}

function contains(found: JsonValue, value: Scalar): boolean {
  if (Array.isArray(found)) return found.includes(value)
  return typeof found === 'string' && typeof value === 'string' && found.includes(value)
}

/** Only two numbers or two texts have an order; texts by code point, as the database has it. */
function orderOf(found: JsonValue, value: string | number): number | undefined {
  if (typeof found === 'number' && typeof value === 'number') return Math.sign(found - value)
  if (typeof found !== 'string' || typeof value !== 'string') return undefined
  return Buffer.compare(Buffer.from(found), Buffer.from(value))
}

function holds(order: number, op: 'gt' | 'gte' | 'lt' | 'lte'): boolean {
  if (op === 'gt') return order > 0
  if (op === 'gte') return order >= 0
  return op === 'lt' ? order < 0 : order <= 0
}
