import type { Comparison, Filter, Scalar } from '../../filter.ts'

export interface Condition {
  sql: string
  values: (string | number)[]
}

/** The filter as a condition on `chunks.metadata`, with every value bound. It is true or false, never null. */
export function filterSql(filter: Filter): Condition {
  switch (filter.kind) {
    case 'and':
      return joined(filter.filters, ' AND ', '1')
    case 'or':
      return joined(filter.filters, ' OR ', '0')
    case 'not': {
      const { sql, values } = filterSql(filter.filter)
      return { sql: `NOT ${sql}`, values }
    }
    case 'compare':
      return compare(fieldOf(filter.key), filter.comparison)
  }
}

function joined(filters: readonly Filter[], by: string, none: string): Condition {
  if (filters.length === 0) return { sql: none, values: [] }
  const parts = filters.map(filterSql)
  return { sql: `(${parts.map(({ sql }) => sql).join(by)})`, values: parts.flatMap(({ values }) => values) }
}

/** The type and the value of one field, as SQL with what each of them binds. */
interface Field {
  type: string
  value: string
  path: string
  binds: string[]
}

function fieldOf(key: string): Field {
  const whole = `$.${JSON.stringify(key)}`
  if (!key.includes('.')) return field('?', [whole])
  const parts = key.split('.').map((part) => `.${JSON.stringify(part)}`)
  return field('iif(json_type(chunks.metadata, ?) IS NULL, ?, ?)', [whole, `$${parts.join('')}`, whole])
}

const field = (path: string, binds: string[]): Field => ({
  type: `json_type(chunks.metadata, ${path})`,
  value: `json_extract(chunks.metadata, ${path})`,
  path,
  binds,
})

function compare(field: Field, comparison: Comparison): Condition {
  switch (comparison.op) {
    case 'eq':
      return equals(field, comparison.value)
    case 'ne': {
      const { sql, values } = equals(field, comparison.value)
      return { sql: `NOT ${sql}`, values }
    }
    case 'in': {
      const parts = comparison.value.map((value) => equals(field, value))
      const sql = parts.length === 0 ? '0' : `(${parts.map((part) => part.sql).join(' OR ')})`
      return { sql, values: parts.flatMap(({ values }) => values) }
    }
    case 'contains':
      return contains(field, comparison.value)
    default: {
      const sign = { gt: '>', gte: '>=', lt: '<', lte: '<=' }[comparison.op]
      return typed(field, comparison.value, sign)
    }
  }
}

function equals(field: Field, value: Scalar): Condition {
  if (value === null) return { sql: `ifnull(${field.type}, 'null') = 'null'`, values: field.binds }
  if (typeof value === 'boolean') return { sql: `ifnull(${field.type} = '${value}', 0)`, values: field.binds }
  return typed(field, value, '=')
}

function typed(field: Field, value: string | number, sign: string): Condition {
  return {
    sql: `ifnull(${field.type} IN (${typesOf(value)}) AND ${field.value} ${sign} ?, 0)`,
    values: [...field.binds, ...field.binds, value],
  }
}

const typesOf = (value: string | number): string =>
  typeof value === 'string' ? "'text'" : "'integer', 'real'"

function contains(field: Field, value: Scalar): Condition {
  const item = itemEquals(value)
  // `json_each` of what is no list gives the value itself.
  const among = `(${field.type} = 'array' AND EXISTS (SELECT 1 FROM json_each(chunks.metadata, ${field.path}) AS item WHERE ${item.sql}))`
  const values = [...field.binds, ...field.binds, ...item.values]
  if (typeof value !== 'string') return { sql: `ifnull(${among}, 0)`, values }
  const within = `(${field.type} = 'text' AND instr(${field.value}, ?) > 0)`
  return {
    sql: `ifnull(${within} OR ${among}, 0)`,
    values: [...field.binds, ...field.binds, value, ...values],
  }
}

function itemEquals(value: Scalar): Condition {
  if (value === null || typeof value === 'boolean') return { sql: `item.type = '${value}'`, values: [] }
  return { sql: `item.type IN (${typesOf(value)}) AND item.atom = ?`, values: [value] }
}
