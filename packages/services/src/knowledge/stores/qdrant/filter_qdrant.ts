import type { JsonObject } from '@llamanexus/workflow'
import type { Comparison, Filter, Scalar } from '../../filter.ts'
import { equalFacet, fieldName, itemFacet, orderNumbers, presentFacet } from './facets.ts'

/** A condition of Qdrant that holds for all that fit a filter; where it is not exact, for a few others too. */
export interface QdrantCondition {
  condition: JsonObject
  exact: boolean
}

/** A filter as Qdrant has it. What is not exact there has to be looked at again, with `matchesFilter`. */
export function filterQdrant(filter: Filter, negated = false): QdrantCondition {
  switch (filter.kind) {
    case 'not':
      return filterQdrant(filter.filter, !negated)
    case 'compare':
      return compare(filter.key, filter.comparison, negated)
    default: {
      const parts = filter.filters.map((each) => filterQdrant(each, negated))
      const isAll = (filter.kind === 'and') !== negated
      return { condition: joined(parts, isAll), exact: parts.every(({ exact }) => exact) }
    }
  }
}

const NEVER: JsonObject = { has_id: [] }
const ALWAYS: JsonObject = { must_not: [NEVER] }

function joined(parts: readonly QdrantCondition[], isAll: boolean): JsonObject {
  if (parts.length === 0) return isAll ? ALWAYS : NEVER
  return { [isAll ? 'must' : 'should']: parts.map(({ condition }) => condition) }
}

const exactly = (condition: JsonObject, negated: boolean): QdrantCondition => ({
  condition: negated ? not(condition) : condition,
  exact: true,
})

const not = (condition: JsonObject): JsonObject => ({ must_not: [condition] })

const hasFacet = (...any: string[]): JsonObject => ({ key: 'facets', match: { any } })

function compare(key: string, comparison: Comparison, negated: boolean): QdrantCondition {
  switch (comparison.op) {
    case 'eq':
      return exactly(isAny(key, [comparison.value]), negated)
    case 'ne':
      return exactly(isAny(key, [comparison.value]), !negated)
    case 'in':
      return exactly(isAny(key, comparison.value), negated)
    case 'contains':
      return exactly(contains(key, comparison.value), negated)
    default:
      return typeof comparison.value === 'number'
        ? exactly({ key: `numbers.${fieldName(key)}`, range: { [comparison.op]: comparison.value } }, negated)
        : ordered(key, comparison.op, comparison.value, negated)
  }
}

/** What is null is not there, and nothing is kept of it. */
function isAny(key: string, values: readonly Scalar[]): JsonObject {
  const facets = values.filter((value) => value !== null).map((value) => equalFacet(key, value))
  const parts = [
    ...(facets.length > 0 ? [hasFacet(...facets)] : []),
    ...(values.includes(null) ? [not(hasFacet(presentFacet(key)))] : []),
  ]
  return parts.length > 0 ? { should: parts } : NEVER
}

function contains(key: string, value: Scalar): JsonObject {
  const among = hasFacet(itemFacet(key, value))
  if (typeof value !== 'string') return among
  const name = fieldName(key)
  // Of a field without an index Qdrant compares any part of the text; every text has the empty one.
  const within: JsonObject =
    value === ''
      ? { key: `first.${name}`, range: { gte: 0 } }
      : { key: `texts.${name}`, match: { text: value } }
  return { should: [among, within] }
}

/** By the first bytes: those who have them in common are in question. */
function ordered(
  key: string,
  op: 'gt' | 'gte' | 'lt' | 'lte',
  value: string,
  negated: boolean,
): QdrantCondition {
  const name = fieldName(key)
  const { first, second } = orderNumbers(value)
  const [beyond, upTo] = op === 'gt' || op === 'gte' ? (['gt', 'gte'] as const) : (['lt', 'lte'] as const)
  const by = (last: JsonObject): JsonObject => ({
    should: [
      { key: `first.${name}`, range: { [beyond]: first } },
      {
        must: [
          { key: `first.${name}`, range: { gte: first, lte: first } },
          { key: `second.${name}`, range: last },
        ],
      },
    ],
  })
  // What surely holds is left out of the contrary; what may hold stays in both.
  return { condition: negated ? not(by({ [beyond]: second })) : by({ [upTo]: second }), exact: false }
}
