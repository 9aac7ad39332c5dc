import { NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'

export type Scalar = string | number | boolean | null

export type Comparison =
  | { op: 'eq' | 'ne' | 'contains'; value: Scalar }
  | { op: 'gt' | 'gte' | 'lt' | 'lte'; value: string | number }
  | { op: 'in'; value: readonly Scalar[] }

/** A condition on metadata, with nothing left to check. */
export type Filter =
  | { kind: 'and' | 'or'; filters: readonly Filter[] }
  | { kind: 'not'; filter: Filter }
  | { kind: 'compare'; key: string; comparison: Comparison }

/** Deeper ones are no use to anyone and a burden for the database. */
const MAX_DEPTH = 20
const MAX_CONDITIONS = 500

/**
 * Reads a filter as people write it: keys of the metadata with a value or with comparisons, all of which must hold, and
 * `and`, `or`, `not` around such objects. Throws `NodeError` `filter_invalid`, which names the key.
 */
export function readFilter(filter: JsonObject): Filter {
  const budget = { left: MAX_CONDITIONS }
  return readObject(filter, { path: '', depth: 0, budget })
}

interface Place {
  path: string
  depth: number
  budget: { left: number }
}

function readObject(filter: JsonValue, place: Place): Filter {
  if (!isObject(filter)) throw invalid(place.path || 'filter', 'is no object')
  if (place.depth > MAX_DEPTH) throw invalid(place.path, `is nested more than ${MAX_DEPTH} deep`)
  return {
    kind: 'and',
    filters: Object.entries(filter).flatMap(([key, value]) => readEntry(key, value, place)),
  }
}

function readEntry(key: string, value: JsonValue, place: Place): Filter[] {
  const path = place.path ? `${place.path}.${key}` : key
  const inner = { ...place, path, depth: place.depth + 1 }
  if (key === 'not') return [{ kind: 'not', filter: readObject(value, inner) }]
  if (key !== 'and' && key !== 'or') return readComparisons(key, value, inner)
  if (!Array.isArray(value)) throw invalid(path, 'is no list of filters')
  return [
    { kind: key, filters: value.map((each, at) => readObject(each, { ...inner, path: `${path}[${at}]` })) },
  ]
}

function readComparisons(key: string, value: JsonValue, { path, budget }: Place): Filter[] {
  if (Array.isArray(value))
    throw invalid(path, 'is a list', `Write {"${key}": {"in": […]}} for any of several.`)
  const comparisons = isObject(value) ? Object.entries(value) : [['eq', value] as const]
  if (comparisons.length === 0) throw invalid(path, 'compares with nothing')
  budget.left -= comparisons.length
  if (budget.left < 0) throw invalid(path, `is one of more than ${MAX_CONDITIONS} conditions`)
  return comparisons.map(([op, wanted]) => ({
    kind: 'compare',
    key,
    comparison: readComparison(op, wanted, path),
  }))
}

function readComparison(op: string, value: JsonValue, path: string): Comparison {
  switch (op) {
    case 'eq':
    case 'ne':
    case 'contains':
      if (isScalar(value)) return { op, value: tidy(value) }
      throw invalid(`${path}.${op}`, 'is no text, number, true, false or null')
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      if (typeof value === 'string' || typeof value === 'number') return { op, value: tidy(value) }
      throw invalid(`${path}.${op}`, 'is no text or number')
    case 'in':
      if (Array.isArray(value) && value.every(isScalar)) return { op, value: value.map(tidy) }
      throw invalid(`${path}.in`, 'is no list of texts and numbers')
    default:
      throw invalid(path, `has an unknown comparison "${op}"`)
  }
}

/** A half of a surrogate pair is no text that a database keeps. */
const tidy = <T extends Scalar>(value: T): T =>
  typeof value === 'string' ? (value.toWellFormed() as T) : value

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isScalar = (value: JsonValue): value is Scalar => typeof value !== 'object' || value === null

const HINT =
  'Write {"year": {"gte": 2020}, "source": "a.md"} with eq, ne, gt, gte, lt, lte, in or contains, and "and", "or", "not" around them.'

const invalid = (key: string, what: string, hint = HINT): NodeError =>
  new NodeError('filter_invalid', `The filter's "${key}" ${what}`, {
    field: 'filter',
    hint,
    retryable: false,
  })
