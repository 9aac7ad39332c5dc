import type { Comparison, Filter, Scalar } from '../../filter.ts'
import { pgText } from './tables.ts'

/** Binds a value and answers its place, such as `$3`. */
export type Bind = (value: unknown) => string

/** Values of a statement in the order of their places. */
export function binder(values: unknown[]): Bind {
  return (value) => `$${values.push(value)}`
}

/** The filter as a condition on a column of `jsonb`, with every value and key bound. It is true or false, never null. */
export function filterJsonb(filter: Filter, column: string, bind: Bind): string {
  switch (filter.kind) {
    case 'and':
      return joined(filter.filters, ' AND ', 'true', column, bind)
    case 'or':
      return joined(filter.filters, ' OR ', 'false', column, bind)
    case 'not':
      return `NOT ${filterJsonb(filter.filter, column, bind)}`
    case 'compare':
      return compare(valueOf(filter.key, column, bind), filter.comparison, bind)
  }
}

function joined(filters: readonly Filter[], by: string, none: string, column: string, bind: Bind): string {
  if (filters.length === 0) return none
  return `(${filters.map((each) => filterJsonb(each, column, bind)).join(by)})`
}

/** `->` with a text leads into objects alone; what leads nowhere is null. */
function valueOf(key: string, column: string, bind: Bind): string {
  const place = (part: string) => `${bind(pgText(part))}::text`
  const whole = place(key)
  if (!key.includes('.')) return `coalesce(${column} -> ${whole}, 'null')`
  const into = key.split('.').map(place).join(' -> ')
  return `coalesce(CASE WHEN ${column} ? ${whole} THEN ${column} -> ${whole} ELSE ${column} -> ${into} END, 'null')`
}

function compare(value: string, comparison: Comparison, bind: Bind): string {
  switch (comparison.op) {
    case 'eq':
      return `(${value} = ${bind(jsonOf(comparison.value))}::jsonb)`
    case 'ne':
      return `(${value} <> ${bind(jsonOf(comparison.value))}::jsonb)`
    case 'in':
      return `(${value} = ANY(${bind(comparison.value.map(jsonOf))}::jsonb[]))`
    case 'contains':
      return contains(value, comparison.value, bind)
    default: {
      const sign = { gt: '>', gte: '>=', lt: '<', lte: '<=' }[comparison.op]
      return ordered(value, sign, comparison.value, bind)
    }
  }
}

/** The order of `matches_filter.ts`: numbers as numbers, texts by their bytes. */
function ordered(value: string, sign: string, than: string | number, bind: Bind): string {
  if (typeof than === 'number')
    return when(value, 'number', `(${value})::numeric ${sign} ${bind(String(than))}::numeric`)
  return when(value, 'string', `(${value} #>> '{}') COLLATE "C" ${sign} ${bind(pgText(than))}::text`)
}

function contains(value: string, item: Scalar, bind: Bind): string {
  const among = when(value, 'array', `${value} @> ${bind(`[${jsonOf(item)}]`)}::jsonb`)
  if (typeof item !== 'string') return among
  const within = when(value, 'string', `strpos(${value} #>> '{}', ${bind(pgText(item))}::text) > 0`)
  return `(${among} OR ${within})`
}

/** Only of what is of the type: nothing else may be computed with. */
const when = (value: string, type: string, then: string): string =>
  `CASE WHEN jsonb_typeof(${value}) = '${type}' THEN ${then} ELSE false END`

const jsonOf = (value: Scalar): string => JSON.stringify(typeof value === 'string' ? pgText(value) : value)
