import { NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { readPath } from './read_path.ts'

export const OPERATIONS = [
  'concat',
  'sum',
  'avg',
  'min',
  'max',
  'count',
  'group_by',
  'first',
  'last',
  'merge_objects',
] as const
export type Operation = (typeof OPERATIONS)[number]

export interface AggregateOptions {
  /** Dotted path into each item; the item itself when absent. */
  key?: string
  /** Between texts, for `concat`. */
  separator?: string
}

/** Reduces a list to one value. An empty list gives 0 for sums and counts, an empty list or object where one is made, else null. */
export function aggregate(operation: Operation, items: JsonValue[], options: AggregateOptions): JsonValue {
  if (operation === 'group_by') return groupBy(items, options.key)
  const values = options.key ? items.map((item) => readPath(item, options.key ?? '') ?? null) : items
  switch (operation) {
    case 'concat':
      return concat(values, options.separator ?? '')
    case 'sum':
      return sum(numbers(values))
    case 'avg':
      return values.length === 0 ? null : sum(numbers(values)) / values.length
    case 'min':
      return extreme(values, (a, b) => a < b)
    case 'max':
      return extreme(values, (a, b) => a > b)
    case 'count':
      return values.length
    case 'first':
      return values[0] ?? null
    case 'last':
      return values.at(-1) ?? null
    case 'merge_objects':
      return Object.fromEntries(values.flatMap((value, index) => Object.entries(asObject(value, index))))
  }
}

/** Texts become one text; anything else one list, into which lists are emptied one level deep. */
function concat(values: JsonValue[], separator: string): JsonValue {
  const isText = values.length > 0 && values.every((value) => typeof value === 'string')
  return isText ? values.join(separator) : values.flat(1)
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)

function numbers(values: JsonValue[]): number[] {
  return values.map((value, index) => {
    if (typeof value === 'number') return value
    throw wrongItem(index, 'a number', value)
  })
}

/** Of numbers, or of texts such as ISO dates, but not of a mixture. */
function extreme(values: JsonValue[], wins: (a: number | string, b: number | string) => boolean): JsonValue {
  let best: number | string | undefined
  for (const [index, value] of values.entries()) {
    if (typeof value !== 'number' && typeof value !== 'string')
      throw wrongItem(index, 'a number or text', value)
    if (best !== undefined && typeof best !== typeof value) throw wrongItem(index, `a ${typeof best}`, value)
    if (best === undefined || wins(value, best)) best = value
  }
  return best ?? null
}

function groupBy(items: JsonValue[], key: string | undefined): JsonObject {
  if (!key)
    throw new NodeError('config_invalid', 'group_by needs a key to group by', {
      field: 'key',
      retryable: false,
    })
  const groups = new Map<string, JsonValue[]>()
  for (const item of items) {
    const value = readPath(item, key) ?? null
    const name = typeof value === 'string' ? value : JSON.stringify(value)
    const group = groups.get(name)
    if (group) group.push(item)
    else groups.set(name, [item])
  }
  return Object.fromEntries(groups)
}

function asObject(value: JsonValue, index: number): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw wrongItem(index, 'an object', value)
}

function wrongItem(index: number, wanted: string, value: JsonValue): NodeError {
  const given = JSON.stringify(value).slice(0, 40)
  return new NodeError('input_invalid', `Item ${index} of "inputs" needs to be ${wanted}, but is ${given}`, {
    field: 'inputs',
    hint: 'Choose the field to aggregate with "key", or filter the list first.',
    retryable: false,
  })
}
