import { bad, type WirePoint } from './collection.ts'

type Json = Record<string, unknown>

const CLAUSES = new Set(['must', 'should', 'must_not', 'min_should'])

/** Whether a point fits a filter, by the rules that Qdrant publishes. Throws for a form that its API does not have. */
export function fits(point: WirePoint, filter: unknown): boolean {
  if (filter === undefined || filter === null) return true
  const { must, should, must_not } = clausesOf(filter as Json)
  if (must && !must.every((each) => holds(point, each))) return false
  // An empty list of alternatives is no condition.
  if (should && should.length > 0 && !should.some((each) => holds(point, each))) return false
  return !must_not?.some((each) => holds(point, each))
}

function clausesOf(filter: Json): Partial<Record<'must' | 'should' | 'must_not', Json[]>> {
  for (const key of Object.keys(filter))
    if (!CLAUSES.has(key)) throw bad(`unknown field \`${key}\` in a filter`)
  return Object.fromEntries(
    Object.entries(filter).map(([key, value]) => [key, Array.isArray(value) ? value : [value]]),
  )
}

function holds(point: WirePoint, condition: Json): boolean {
  if ('has_id' in condition) return (condition['has_id'] as unknown[]).includes(point.id)
  if (!('key' in condition)) return fits(point, condition)
  const values = valuesAt(point.payload, String(condition['key']))
  if ('match' in condition) return values.some((value) => matches(value, condition['match'] as Json))
  if ('range' in condition) return values.some((value) => isWithin(value, condition['range'] as Json))
  throw bad('a condition on a field has neither match nor range')
}

/** A list holds where any of its items does. */
function valuesAt(payload: Json, path: string): unknown[] {
  if (!/^[\w-]+(?:\.[\w-]+)*$/.test(path)) throw bad(`${path} is no path of a payload that needs no quotes`)
  let value: unknown = payload
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
    value = (value as Json)[part]
  }
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

function matches(value: unknown, match: Json): boolean {
  if ('value' in match) return value === match['value']
  if ('any' in match) return (match['any'] as unknown[]).includes(value)
  // Without an index of the text, a part of it as it is written.
  if ('text' in match) return typeof value === 'string' && value.includes(String(match['text']))
  throw bad('unknown form of match')
}

function isWithin(value: unknown, range: Json): boolean {
  if (typeof value !== 'number') return false
  return Object.entries(range).every(([op, bound]) => {
    const than = Number(bound)
    switch (op) {
      case 'gt':
        return value > than
      case 'gte':
        return value >= than
      case 'lt':
        return value < than
      case 'lte':
        return value <= than
      default:
        throw bad(`unknown field \`${op}\` in a range`)
    }
  })
}
